import { fewestLearners, type ItemStatistics } from './item-statistics.ts';

const easy = 0.95;
const hard = 0.3;

const words = {
  question: {
    unknown: 'nobody answered it yet',
    turned: 'those who know the rest get it wrong: look at its key and its wording',
    hard: 'most get it wrong at first: is it taught?',
    easy: 'nearly everybody knows it',
    alike: 'no discrimination: all did alike, or answered nothing else',
  },
  exercise: {
    unknown: 'nobody tried it yet',
    turned: 'those who do well elsewhere fail here: look at its text and its checks',
    hard: 'most fail at first: is it taught, and does its text say what is wanted?',
    easy: 'nearly everybody has it right at once',
    alike: 'no discrimination: all did alike, or tried nothing else',
  },
} as const;

/** What an instructor can take from the figures of one item, and what not; empty: it does its work. */
export function describeItem(
  {
    learners,
    difficulty,
    discrimination,
  }: Pick<ItemStatistics, 'difficulty' | 'discrimination' | 'learners'>,
  kind: keyof typeof words,
): string {
  const says = words[kind];
  if (learners === 0) return says.unknown;
  if (learners < fewestLearners)
    return `too few learners to tell (${String(learners)}, wanted ${String(fewestLearners)})`;
  if (discrimination !== null && discrimination.to < 0) return says.turned;
  if (difficulty !== null && difficulty < hard) return says.hard;
  if (difficulty !== null && difficulty > easy) return says.easy;
  if (discrimination === null) return says.alike;
  return discrimination.from <= 0 ? 'too few learners to tell whether it discriminates' : '';
}
