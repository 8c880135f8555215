import { fewestLearners, type ItemStatistics } from './item-statistics.ts';

const easy = 0.95;
const hard = 0.3;

/** What an instructor can take from the figures of one question, and what not; empty: it does its work. */
export function describeItem({ learners, difficulty, discrimination }: ItemStatistics): string {
  if (learners === 0) return 'nobody answered it yet';
  if (learners < fewestLearners)
    return `too few learners to tell (${String(learners)}, wanted ${String(fewestLearners)})`;
  if (discrimination !== null && discrimination.to < 0)
    return 'those who know the rest get it wrong: look at its key and its wording';
  if (difficulty !== null && difficulty < hard) return 'most get it wrong at first: is it taught?';
  if (difficulty !== null && difficulty > easy) return 'nearly everybody knows it';
  if (discrimination === null) return 'no discrimination: all did alike, or answered nothing else';
  return discrimination.from <= 0 ? 'too few learners to tell whether it discriminates' : '';
}
