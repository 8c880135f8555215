import type { LabView } from '#site/protocol/api.ts';
import { announce } from '../ui/announce.ts';
import { h, type Child } from '../ui/h.ts';
import { inFull } from '../ui/in-full.ts';
import { icon } from '../ui/icons.ts';
import { richText } from '../ui/rich-text.ts';
import { checkRow, wordFor, type Outcome } from './check-row.ts';
import { exerciseSigns } from './exercise-state.ts';
import { LabPart } from './lab-part.ts';
import { isReady, progressOf, type LabState } from './lab-state.ts';
import { problemNote } from './problem-note.ts';
import { openReport } from './report-dialog.ts';
import { askReset } from './reset-dialog.ts';
import { parts, t } from './words.ts';

type ExerciseView = LabView['exercises'][number];

const hintsBeforeSolution = 2;

function outcomeOf(state: LabState, exercise: string, check: string): Outcome | undefined {
  return state.reports[exercise]?.checks.find(({ id }) => id === check)?.outcome;
}

function claimFinder(state: LabState): (id: string) => string {
  const all = (state.lab?.exercises ?? []).flatMap(({ checks }) => checks);
  return (id) => all.find((check) => check.id === id)?.claim ?? id;
}

function button(
  action: string,
  words: string,
  options: { busy?: boolean; off?: boolean; class?: string } = {},
): HTMLElement {
  const look = `kl-button ${options.class ?? ''}${options.busy === true ? ' busy' : ''}`;
  return h(
    'button',
    {
      type: 'button',
      class: look,
      'data-action': action,
      'data-key': action,
      'aria-disabled': options.busy === true || options.off === true,
    },
    words,
  );
}

function head(state: LabState, exercise: ExerciseView): Child {
  const exercises = state.lab?.exercises ?? [];
  const at = exercises.indexOf(exercise);
  const sign = exerciseSigns[progressOf(state, exercise.id)?.state ?? 'notTried'];
  const step = (by: number, name: 'left' | 'right', words: string): Child => {
    const target = exercises[at + by];
    return h(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'data-action': `show:${target?.id ?? ''}`,
        'aria-disabled': target === undefined,
        'aria-label': words,
        title: words,
      },
      icon(name),
    );
  };
  return h(
    'header',
    { class: 'checks-head' },
    h(
      'h2',
      { id: 'checks-title' },
      h('span', { class: 'checks-number' }, `${at + 1}`),
      exercise.title,
      exercise.bonus && h('span', { class: 'bonus' }, t('bonus')),
    ),
    h('p', { class: 'checks-state' }, icon(sign.icon, 16), sign.word),
    h(
      'div',
      { class: 'checks-walk' },
      step(-1, 'left', t('Checks of the exercise before')),
      step(1, 'right', t('Checks of the next exercise')),
    ),
  );
}

function hintsShown(state: LabState, exercise: string): number {
  return Math.max(progressOf(state, exercise)?.hintsShown ?? 0, state.hints[exercise]?.length ?? 0);
}

function actions(state: LabState, exercise: ExerciseView): Child {
  const { id } = exercise;
  const ready = isReady(state);
  const shown = hintsShown(state, id);
  const total = Math.max(3, state.hints[id]?.at(-1)?.total ?? 3);
  const progress = progressOf(state, id);
  const passed = progress?.state === 'done' || progress?.state === 'wasDone';
  const solvable = shown >= hintsBeforeSolution || passed || progress?.solutionShown === true;
  const busy = (name: string): boolean => state.busy.has(`${name}:${id}`);
  return h(
    'div',
    { class: 'checks-actions' },
    button('check', busy('check') ? t('Looking…') : t('Check'), {
      busy: busy('check'),
      off: !ready,
      class: 'primary',
    }),
    button(
      'hint',
      shown >= total
        ? t('Hints {{total}}/{{total}}', { total })
        : t('Hint {{shown}}/{{total}}', { shown, total }),
      {
        busy: busy('hint'),
        off: !ready || shown >= total,
      },
    ),
    solvable && button('solution', t('Solution'), { busy: busy('solution'), off: !ready }),
    button('report', t('Report a fault'), { class: 'quiet' }),
    button('reset', busy('reset') ? t('Resetting…') : t('Reset'), {
      busy: busy('reset'),
      off: !ready,
      class: 'quiet',
    }),
  );
}

/** What is shown of a lab that stands still was seen before, and may hold no longer when it goes on. */
function standsStill(state: LabState, exercise: string): Child {
  const environment = state.attempt?.environment.state;
  if (environment !== 'parked' && environment !== 'resuming') return undefined;
  const at = state.reports[exercise]?.at;
  const seen: Child =
    at === undefined
      ? t('Nothing has been looked at here yet.')
      : parts('This is what was seen on {{time}}.', {
          time: h('time', { datetime: at }, inFull(at)),
        });
  return h(
    'p',
    { class: 'check-note checks-still', role: 'note', 'data-key': 'still' },
    t('This lab is put aside, so nobody looks now.'),
    ' ',
    seen,
  );
}

function help(state: LabState, exercise: string): Child {
  const hints = state.hints[exercise] ?? [];
  const script = state.solutions[exercise];
  return [
    hints.length > 0 &&
      h(
        'ol',
        { class: 'hints', 'aria-label': t('Hints') },
        hints.map((one, index) =>
          h(
            'li',
            { 'data-key': `hint-${index}` },
            h(
              'span',
              { class: 'hint-count' },
              t('Hint {{rung}}/{{total}}', { rung: one.rung, total: one.total }),
            ),
            h('div', {}, richText(one.text)),
          ),
        ),
      ),
    script !== undefined &&
      h(
        'details',
        { class: 'solution', open: true, 'data-key': 'solution' },
        h('summary', {}, t('One way to do it')),
        h('pre', { tabindex: 0 }, h('code', {}, script)),
      ),
  ];
}

/** `<kl-checks>`: the claims of one exercise and what the checker found, live. */
class ChecksPanel extends LabPart {
  override connectedCallback(): void {
    super.connectedCallback();
    this.countTime(5000);
  }

  protected view(state: LabState): readonly Node[] {
    const exercise = state.lab?.exercises.find(({ id }) => id === state.current);
    if (exercise === undefined)
      return [h('p', { class: 'checks-empty' }, t('The checks show here once the lab server answers.'))];
    const claimOf = claimFinder(state);
    const { id } = exercise;
    const problem = ['check', 'hint', 'solution', 'reset']
      .map((name) => state.problems[`${name}:${id}`])
      .find(Boolean);
    const parts: Child[] = [
      head(state, exercise),
      h(
        'div',
        {
          class: 'checks-scroll',
          tabindex: 0,
          role: 'group',
          'aria-labelledby': 'checks-title',
          'data-key': `scroll-${id}`,
        },
        [
          problemNote(problem),
          standsStill(state, id),
          h(
            'ul',
            { class: 'check-list' },
            exercise.checks.map((check) => checkRow(check, outcomeOf(state, id, check.id), claimOf)),
          ),
          help(state, id),
        ],
      ),
      actions(state, exercise),
    ];
    return parts.filter((part): part is HTMLElement => part instanceof HTMLElement);
  }

  protected override changed(state: LabState, before: LabState | undefined): void {
    const id = state.current;
    const report = state.reports[id];
    const old = before?.reports[id];
    if (report !== undefined && report !== old) this.#tellChanges(report, old);
    const hints = state.hints[id]?.length ?? 0;
    if (before?.current === id && hints > (before.hints[id]?.length ?? 0))
      announce(state.hints[id]?.at(-1)?.text ?? '');
  }

  #tellChanges(report: LabState['reports'][string], old: LabState['reports'][string] | undefined): void {
    const changed = report.checks.filter(
      ({ id, outcome }) => old?.checks.find((one) => one.id === id)?.outcome.kind !== outcome.kind,
    );
    if (changed.length === 0 && report.mode !== 'full') return;
    const holding = report.checks.filter(({ outcome }) => outcome.kind === 'passed').length;
    const news = changed.slice(0, 4).map(({ claim, outcome }) => `${wordFor(outcome)}: ${claim}.`);
    const sum = t('{{holding}} of {{all}} checks hold.', { holding, all: report.checks.length });
    announce(`${sum} ${news.join(' ')}`);
  }

  protected act(action: string): void {
    const { controller } = this;
    const exercise = controller?.store.get().current;
    if (controller === undefined || exercise === undefined) return;
    if (action.startsWith('show:')) controller.show(action.slice('show:'.length));
    if (action === 'check') void controller.check(exercise);
    if (action === 'hint') void controller.hint(exercise);
    if (action === 'solution') void controller.solution(exercise);
    if (action === 'report') openReport(controller.store.get().labId, exercise);
    if (action === 'reset') void this.#reset(exercise);
  }

  async #reset(exercise: string): Promise<void> {
    const { controller } = this;
    const choice = controller && (await askReset(controller.store.get(), exercise));
    if (controller === undefined || choice === undefined) return;
    controller.show(choice.to);
    await controller.reset(choice.to);
    if (controller.store.get().problems[`reset:${choice.to}`] !== undefined) return;
    announce(
      choice.to === exercise ? t('The exercise is back at its start.') : t('The lab is back at its start.'),
    );
  }
}

customElements.define('kl-checks', ChecksPanel);
