import type { ExerciseState } from '#site/protocol/api.ts';
import type { IconName } from '../ui/icons.ts';

/** How the state of an exercise is shown, everywhere alike. */
export const exerciseSigns: Readonly<Record<ExerciseState, { icon: IconName; word: string }>> = {
  notTried: { icon: 'idle', word: 'not begun' },
  inWork: { icon: 'settle', word: 'in work' },
  done: { icon: 'pass', word: 'done' },
  wasDone: { icon: 'fail', word: 'was done, no longer holds' },
};
