import type { LabView, Progress } from '#site/protocol/api.ts';
import { pageHref } from '../language/page-language.ts';
import { h, type Child } from '../ui/h.ts';
import { t } from './words.ts';

const reasons = {
  mend: [t('This no longer holds'), t('Mend it')],
  goOn: [t('You are here'), t('Go on')],
  begin: [t('Next'), t('Go there')],
} as const;

/** The whole course in a bar, and the one thing to do next. */
export function courseSummary(progress: Progress, labs: readonly LabView[]): HTMLElement {
  const exercises = progress.labs.flatMap((lab) => lab.exercises).filter(({ bonus }) => !bonus);
  const done = exercises.filter(({ state }) => state === 'done' || state === 'wasDone').length;
  const all = progress.labs.flatMap((lab) => lab.exercises);
  const sum = (key: 'of' | 'points'): number => all.reduce((total, exercise) => total + exercise[key], 0);
  const words = t('{{done}} of {{all}} exercises, {{points}} of {{of}} points', {
    done,
    all: exercises.length,
    points: sum('points'),
    of: sum('of'),
  });
  return h(
    'div',
    { class: 'course-summary' },
    h('progress', { max: Math.max(1, exercises.length), value: done, 'aria-label': t('Exercises done') }),
    h('p', { class: 'course-sum' }, words),
    nextLine(progress.next, labs, progress.quizzes),
    exercises.length > 0 && done === exercises.length && certificateLine(),
  );
}

function certificateLine(): HTMLElement {
  return h(
    'p',
    { class: 'course-next' },
    h('span', {}, t('Every lab is done.')),
    h('a', { class: 'kl-button', href: pageHref('/certificate/') }, t('Your certificate')),
  );
}

function nextLine(next: Progress['next'], labs: readonly LabView[], quizzes: Progress['quizzes']): Child {
  if (next === null)
    return h('p', { class: 'course-next' }, t('All labs are done and all questions answered.'));
  if (next.kind === 'quiz') {
    const title = quizzes.find(({ id }) => id === next.quiz)?.title ?? next.quiz;
    return line(t('Questions are open'), title, {
      href: pageHref(`/lessons/${next.quiz}/`),
      words: t('Answer them'),
    });
  }
  const lab = labs.find(({ id }) => id === next.lab);
  const title = lab?.exercises.find(({ id }) => id === next.exercise)?.title ?? next.exercise;
  const [why, words] = reasons[next.why];
  const href = pageHref(`/labs/${next.lab}/#${next.exercise}`);
  return line(why, `${title} (${lab?.title ?? next.lab})`, { href, words });
}

function line(why: string, what: string, go: { readonly href: string; readonly words: string }): HTMLElement {
  return h(
    'p',
    { class: 'course-next' },
    h('span', {}, h('strong', {}, `${why}: `), what),
    h('a', { class: 'kl-button primary', href: go.href }, go.words),
  );
}
