import type { Lab } from '#labs/lab.ts';
import type { LearnerMarks } from '#site/protocol/marks.ts';
import { toHundredths } from '../marks/compute-mark.ts';
import { keyOf } from '../marks/gradebook.ts';
import type { Score } from './platform-client.ts';
import { pointsOf } from './points.ts';

/**
 * A learner's marks in these labs as one score. Bonus exercises add to it; what is more than everything stays more, as
 * platforms take it for extra credit. Pure.
 */
export function scoreOf(
  labs: readonly Lab[],
  { marks }: Pick<LearnerMarks, 'marks'>,
): Omit<Score, 'timestamp' | 'userId'> {
  const exercises = labs.flatMap((lab) => lab.exercises.map((exercise) => ({ lab: lab.id, exercise })));
  const pointsIn = (each: (typeof exercises)[number]): number =>
    marks[keyOf({ lab: each.lab, exercise: each.exercise.id })]?.points ?? 0;
  const given = exercises.reduce((sum, each) => sum + pointsIn(each), 0);
  const isDone = exercises.every(
    (each) =>
      each.exercise.bonus ||
      pointsIn(each) >= each.exercise.checks.reduce((sum, { points }) => sum + points, 0),
  );
  return {
    scoreGiven: toHundredths(given),
    scoreMaximum: pointsOf(labs),
    activityProgress: isDone ? 'Completed' : 'InProgress',
    gradingProgress: 'FullyGraded',
  };
}
