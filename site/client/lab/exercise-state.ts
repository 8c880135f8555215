import type { ExerciseState } from '#site/protocol/api.ts';
import type { IconName } from '../ui/icons.ts';
import { t } from './words.ts';

/** How the state of an exercise is shown, everywhere alike. */
export const exerciseSigns: Readonly<Record<ExerciseState, { icon: IconName; word: string }>> = {
  notTried: { icon: 'idle', word: t('not begun') },
  inWork: { icon: 'settle', word: t('in work') },
  done: { icon: 'pass', word: t('done') },
  wasDone: { icon: 'fail', word: t('was done, no longer holds') },
};
