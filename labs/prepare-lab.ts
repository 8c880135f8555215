import { readFile } from 'node:fs/promises';
import { Fault } from '#containers/contract/fault.ts';
import type { Environment } from '#containers/contract/environment.ts';
import { presentable } from '#checkers/presentable.ts';
import { scriptEnvironment } from './exercise-scripts.ts';
import type { Lab } from './lab.ts';

const startMs = 300_000;

/**
 * Brings a fresh environment to where a lab begins: runs its `start.sh` in the workspace as the learner, with the
 * attempt's values as `KL_…`. Does nothing for a lab without one. Throws Fault ENVIRONMENT_CREATE with the end of
 * what the script said, and TIMEOUT after five minutes.
 */
export async function prepareLab(
  lab: Lab,
  environment: Pick<Environment, 'exec'>,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  if (lab.start === undefined) return;
  const stdin = await readFile(lab.start.file, 'utf8');
  const request = { command: ['bash', '-s'], stdin, env: scriptEnvironment(values), timeoutMs: startMs };
  const { exitCode, stderr } = await environment.exec(request, signal);
  if (exitCode === 0) return;
  const end = presentable(stderr.trim().split('\n').slice(-3).join(' ').slice(-300), Object.values(values));
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The start of this lab could not be prepared (exit code ${String(exitCode)}): ${end === '' ? 'its script said nothing' : end}`,
    hint: 'Start the lab again; if it happens again, `start.sh` of this lab does not fit its environment.',
  });
}
