import { expect } from 'vitest';
import type { Lab } from '#labs/lab.ts';
import type { Trial } from '#labs/verify/verify-report.ts';
import { verifyLab } from '#labs/verify/verify-lab.ts';
import { createVerifyEnvironment } from '#site/cli/verify-environment.ts';

/**
 * A part that fits beside everything else: the skeleton of every lab, and every fake of lab 1.
 * `npm run labs:verify` proves all of them whole, with every mistake.
 */
const skeleton = ['untouched', 'solution', 'again', 'reset'];
const fakes: Readonly<Record<string, readonly string[]>> = {
  'static-sync': [
    'fake-copied-by-hand',
    'fake-copying-loop',
    'fake-forged-marks',
    'fake-forging-loop',
    'fake-generator',
    'fake-hand-made',
    'fake-provider',
    'fake-status',
    'fake-store',
  ],
};
export const labMs = 40 * 60_000;

/** Rejects unless the lab is what it claims to be. */
export async function proveLab(lab: Lab): Promise<void> {
  const report = await verifyLab(
    withoutStartBudget(lab),
    {
      createEnvironment: createVerifyEnvironment,
      rounds: 1,
      repeatChecks: 1,
      onTrial: ({ exercise, name, scriptMs, checkMs }) => {
        console.log(`${lab.id}/${exercise}: ${name} (${String(scriptMs)} + ${String(checkMs)} ms)`);
      },
      trials: [...skeleton, ...(fakes[lab.id] ?? [])],
    },
    AbortSignal.timeout(labMs),
  );
  expect(report.problems).toEqual([]);
  expect(report.trials.filter(({ problems }) => problems.length > 0).map(describeTrial)).toEqual([]);
  expect(report.trials.length).toBeGreaterThanOrEqual(lab.exercises.length * skeleton.length);
}

/** Something else runs beside it. */
function withoutStartBudget(lab: Lab): Lab {
  const { budget } = lab;
  return budget === undefined
    ? lab
    : { ...lab, budget: { ...budget, startSeconds: Number.POSITIVE_INFINITY } };
}

function describeTrial({ exercise, name, problems }: Trial): string {
  return `${exercise}/${name}: ${problems.join('; ')}`;
}
