import { labView, progress, type LabView, type Progress } from '#site/protocol/api.ts';
import { pageHref } from '../language/page-language.ts';
import { request } from '../http/request.ts';
import { understandLab } from '../language/understand-server.ts';
import { exerciseSigns } from '../lab/exercise-state.ts';
import { InWords } from '../lab/in-words.ts';
import { courseSummary } from './course-summary.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { t } from './words.ts';

type LabProgress = Progress['labs'][number];
type Exercise = LabProgress['exercises'][number];

let asked: Promise<Progress> | undefined;

/** One request serves every progress element of the page. */
function askOnce(): Promise<Progress> {
  asked ??= request({ path: '/api/progress', schema: progress, signal: AbortSignal.timeout(10_000) });
  return asked;
}

function sum(exercises: readonly Exercise[], key: 'points' | 'of'): number {
  return exercises.reduce((total, exercise) => total + exercise[key], 0);
}

function dots(lab: LabProgress): Child {
  const done = lab.exercises.filter(isDone).length;
  const broken = lab.exercises.filter(({ state }) => state === 'wasDone').length;
  const all = lab.exercises.length;
  const words = [
    t('{{done}} of {{all}} exercises done', { done, all }),
    broken > 0 && t('{{broken}} no longer hold', { broken }),
    t('{{points}}/{{of}} points', { points: sum(lab.exercises, 'points'), of: sum(lab.exercises, 'of') }),
  ]
    .filter(Boolean)
    .join(', ');
  const signs = lab.exercises.map(({ state }) =>
    h('span', { class: `pip pip-${state}` }, icon(exerciseSigns[state].icon, 14)),
  );
  return h('p', { class: 'pips' }, h('span', { 'aria-hidden': 'true' }, signs), h('span', {}, words));
}

function exerciseRow(lab: string, { id, bonus, state, points, of }: Exercise, title: string): HTMLElement {
  const sign = exerciseSigns[state];
  return h(
    'li',
    { class: `row row-${state}` },
    icon(sign.icon, 18),
    h('a', { href: pageHref(`/labs/${lab}/#${id}`) }, title),
    bonus && h('span', { class: 'bonus' }, t('bonus')),
    h('span', { class: 'row-state' }, sign.word),
    h('span', { class: 'row-points' }, `${points}/${of}`, h('span', { class: 'kl-sr' }, ` ${t('points')}`)),
  );
}

/** Proven once counts, whatever happened to it since. */
function isDone({ state }: Exercise): boolean {
  return state === 'done' || state === 'wasDone';
}

function isBegun({ exercises }: LabProgress): boolean {
  return exercises.some(({ state }) => state !== 'notTried');
}

/** A lab's exercises, folded away unless it is the one being worked on or the first. */
function labTable(lab: LabProgress, view: LabView, open: boolean): HTMLElement {
  const titleOf = (id: string): string => view.exercises.find((exercise) => exercise.id === id)?.title ?? id;
  const done = lab.exercises.filter(isDone).length;
  return h(
    'details',
    { class: 'progress-lab', open },
    h(
      'summary',
      {},
      h('span', { class: 'progress-title' }, view.title),
      h(
        'span',
        { class: 'row-state' },
        t('{{done}} of {{all}} exercises', { done, all: lab.exercises.length }),
      ),
      h('span', { class: 'row-points' }, `${sum(lab.exercises, 'points')}/${sum(lab.exercises, 'of')}`),
    ),
    h(
      'ol',
      {},
      lab.exercises.map((exercise) => exerciseRow(lab.id, exercise, titleOf(exercise.id))),
    ),
  );
}

function quizLine(quizzes: Progress['quizzes']): Child {
  if (quizzes.length === 0) return undefined;
  const total = (key: 'correct' | 'of'): number => quizzes.reduce((all, quiz) => all + quiz[key], 0);
  return h(
    'p',
    { class: 'progress-quizzes' },
    t('Quizzes: {{correct}} of {{of}} questions right.', { correct: total('correct'), of: total('of') }),
  );
}

/** `<kl-progress>`: everything in the course page, or with `lab="…"` one lab in a line. Silent when the server is. */
class ProgressElement extends HTMLElement {
  connectedCallback(): void {
    const only = this.getAttribute('lab');
    this.#show(only).catch((error: unknown) => console.debug('kindlab: no progress to show', error));
  }

  async #show(only: string | null): Promise<void> {
    const whole = await askOnce();
    const { labs, quizzes } = whole;
    if (only !== null) {
      const lab = labs.find(({ id }) => id === only);
      const line = lab === undefined ? undefined : dots(lab);
      if (line instanceof Node) this.replaceChildren(line);
      return;
    }
    const signal = AbortSignal.timeout(10_000);
    const views = await Promise.all(
      labs.map(async ({ id }) => {
        const asked = request({ path: `/api/labs/${id}`, schema: labView, signal });
        const [understand, view] = await Promise.all([understandLab(id), asked]);
        return new InWords(understand).lab(view);
      }),
    );
    const begun = labs.some(isBegun);
    const open = (lab: LabProgress, index: number): boolean => (begun ? isBegun(lab) : index === 0);
    const tables = labs.map((lab, index) =>
      views[index] === undefined ? h('section') : labTable(lab, views[index], open(lab, index)),
    );
    const line = quizLine(quizzes);
    this.replaceChildren(courseSummary(whole, views), ...tables, ...(line instanceof Node ? [line] : []));
  }
}

customElements.define('kl-progress', ProgressElement);
