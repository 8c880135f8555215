import { confirm } from '../ui/confirm.ts';
import { h } from '../ui/h.ts';
import { progressOf, type LabState } from './lab-state.ts';
import { t } from './words.ts';

/** The exercise whose start the environment shall be brought to. */
export interface ResetChoice {
  readonly to: string;
}

/**
 * Whether to go to the start of an exercise, or of the whole lab; says what that takes back and what it solves on the way.
 * `undefined`: neither.
 */
export async function askReset(state: LabState, exercise: string): Promise<ResetChoice | undefined> {
  const exercises = state.lab?.exercises ?? [];
  const [first] = exercises;
  const at = exercises.findIndex(({ id }) => id === exercise);
  const solved = exercises
    .slice(0, Math.max(at, 0))
    .filter(({ id, bonus }) => !bonus && progressOf(state, id)?.state !== 'done');
  const jumps = solved.length > 0;
  const { yes, remember: all } = await confirm({
    title: jumps ? t('Jump to the start of this exercise?') : t('Reset this exercise?'),
    body: [
      h(
        'p',
        {},
        t(
          'What was made in the cluster and in Vault for this exercise and those after it is taken back. Your files stay, and so do the points you have earned.',
        ),
      ),
      jumps && [
        h('p', {}, t('What comes before it is solved for you, and counts as if you had seen the solution:')),
        h(
          'ul',
          {},
          solved.map(({ title }) => h('li', {}, title)),
        ),
        h('p', {}, t('A file that a solution writes replaces yours of the same name.')),
      ],
    ],
    yes: jumps ? t('Jump there') : t('Reset exercise'),
    danger: true,
    ...(at > 0
      ? { remember: t('The whole lab instead: back to its first exercise, with nothing solved') }
      : {}),
  });
  if (!yes) return undefined;
  return { to: all && first !== undefined ? first.id : exercise };
}
