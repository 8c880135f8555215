import { Fault } from '#containers/contract/fault.ts';
import type { Environment } from '#containers/contract/environment.ts';
import { presentable } from '#checkers/presentable.ts';
import { fillIn, scriptEnvironment } from '../../exercise-scripts.ts';
import type { Values } from '../attempt-values.ts';
import { secretForms } from '../secret-forms.ts';
import type { StepResult } from '../verdict.ts';
import type { SubmissionFile } from './file-set.ts';
import type { Step } from './plan-steps.ts';

/** Where a submission's files lie in the workspace. */
const home = '/home/learner/solution';
const placeMs = 60_000;
/** Of a script's process and its children: no core files, and no single file that fills the disk (in KiB). */
const shellLimits = 'ulimit -c 0; ulimit -f 65536; ulimit -n 1024';

export interface Workspace {
  readonly environment: Pick<Environment, 'exec'>;
  readonly values: Values;
}

/** Puts a submission's files into the workspace. Values of the attempt are filled into manifests. */
export async function placeFiles(
  { environment, values }: Workspace,
  files: readonly SubmissionFile[],
  signal: AbortSignal,
): Promise<void> {
  const writes = files.map(({ path, content }) => {
    const target = quoted(`${home}/${path.slice('solution/'.length)}`);
    const base64 = (
      isManifest(path) ? Buffer.from(fillIn(content.toString('utf8'), values)) : content
    ).toString('base64');
    return `mkdir -p -- "$(dirname -- ${target})"\nbase64 --decode >${target} <<'END'\n${base64}\nEND`;
  });
  const stdin = ['set -euo pipefail', `rm -rf ${home}`, `mkdir ${home}`, ...writes].join('\n');
  const request = { command: ['bash', '-s'], stdin, timeoutMs: placeMs };
  const { exitCode, stderr } = await environment.exec(request, signal);
  if (exitCode === 0) return;
  throw new Fault({
    code: 'COMMAND_FAILED',
    message: `The files could not be put into the workspace: ${stderr.slice(0, 300)}`,
    hint: 'The environment is replaced and the submission is graded again.',
  });
}

/** Time for all scripts of one submission, in milliseconds. */
export class ScriptBudget {
  #leftMs: number;

  constructor(ms: number) {
    this.#leftMs = ms;
  }

  get leftMs(): number {
    return Math.max(0, this.#leftMs);
  }

  spend(ms: number): void {
    this.#leftMs -= ms;
  }
}

/**
 * Runs and applies files one after the other as the learner, until one of them fails. An endless script is killed
 * when the budget is spent. Whatever a script does is a result; rejects only when the workspace was never to be had.
 */
export async function runSteps(
  workspace: Workspace,
  steps: readonly Step[],
  budget: ScriptBudget,
  signal: AbortSignal,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const result = await runStep(workspace, step, budget, signal);
    results.push(result);
    if (result.ended !== 'done') break;
  }
  return results;
}

async function runStep(
  { environment, values }: Workspace,
  { file, action }: Step,
  budget: ScriptBudget,
  signal: AbortSignal,
): Promise<StepResult> {
  const timeoutMs = budget.leftMs;
  if (timeoutMs === 0) return { file, ended: 'no-time', ms: 0 };
  const begun = performance.now();
  const elapsed = () => Math.round(performance.now() - begun);
  try {
    const { exitCode, stdout, stderr } = await environment.exec(
      {
        command: ['bash', '-c', commandOf(action), 'step', `${home}/${file}`],
        env: scriptEnvironment(values),
        timeoutMs,
      },
      signal,
    );
    const said = tail(stderr.trim() === '' ? stdout : stderr, secretForms(values));
    return exitCode === 0
      ? { file, ended: 'done', ms: elapsed() }
      : { file, ended: 'failed', exitCode, said, ms: elapsed() };
  } catch (error) {
    signal.throwIfAborted();
    // However the kill of an endless script went: its time was over, and that is what happened.
    const late = elapsed() >= timeoutMs || (error instanceof Fault && error.code === 'TIMEOUT');
    if (late) return { file, ended: 'killed', ms: elapsed() };
    return { file, ended: 'refused', ms: elapsed() };
  } finally {
    budget.spend(elapsed());
  }
}

function commandOf(action: Step['action']): string {
  const command = action === 'run' ? 'exec bash "$1"' : 'exec kubectl apply --filename "$1"';
  return `${shellLimits}; cd "$(dirname "$1")" && ${command} </dev/null`;
}

/** The last lines, without anything secret. Cut after hiding, so that no half of a value is left over. */
function tail(text: string, secrets: readonly string[]): string {
  const lines = text.trim().split('\n').slice(-4);
  return presentable(
    lines.map((line) => presentable(line.slice(0, 5000), secrets).slice(0, 140)).join('\n'),
    [],
  );
}

function isManifest(path: string): boolean {
  return /\.(ya?ml|json)$/.test(path);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
