import type { Lab } from '../../lab.ts';
import type { SubmissionFile } from './file-set.ts';
import { shown } from './file-set.ts';

/** A file of a submission that is acted on: a script is run, a manifest is applied. */
export interface Step {
  /** Relative to `solution/`. */
  readonly file: string;
  readonly action: 'apply' | 'run';
}

export interface StepPlan {
  /** Directly in `solution/`: before the first exercise is checked. */
  readonly first: readonly Step[];
  /** In `solution/<exercise>/`: before that exercise is checked. */
  readonly perExercise: ReadonlyMap<string, readonly Step[]>;
  /** What a person should know about it, such as a folder that is named like no exercise. */
  readonly notes: readonly string[];
}

/**
 * What is done with the files of a submission, in the order of their names. Files deeper down, and of other kinds, are
 * there for scripts to use.
 */
export function planSteps(lab: Lab, files: readonly SubmissionFile[]): StepPlan {
  const exercises = lab.exercises.map(({ id }) => id);
  const paths = files.map(({ path }) => path.slice('solution/'.length));
  const stepsIn = (folder: string): readonly Step[] =>
    paths.flatMap((file) => {
      const name = file.startsWith(folder) ? file.slice(folder.length) : '/';
      const action = name.includes('/') ? undefined : actionOf(name);
      return action === undefined ? [] : [{ file, action }];
    });
  const perExercise = new Map(
    exercises.flatMap((id) => {
      const steps = stepsIn(`${id}/`);
      return steps.length === 0 ? [] : [[id, steps] as const];
    }),
  );
  const first = stepsIn('');
  const folders = new Set(paths.flatMap((file) => (file.includes('/') ? [file.split('/')[0] ?? ''] : [])));
  const strange = [...folders].filter((name) => !exercises.includes(name));
  const notes = [
    ...(first.length === 0 ? strange : []).map((name) => `solution/${name} is no exercise of ${lab.id}.`),
    ...(first.length + perExercise.size === 0
      ? [`Nothing in it can be run or applied: ${paths.slice(0, 3).map(shown).join(', ')}.`]
      : []),
  ];
  return { first, perExercise, notes };
}

function actionOf(name: string): Step['action'] | undefined {
  if (name.endsWith('.sh')) return 'run';
  return /\.(ya?ml|json)$/.test(name) ? 'apply' : undefined;
}
