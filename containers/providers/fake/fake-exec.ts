import { Fault } from '#containers/contract/fault.ts';
import type { ExecRequest, ExecResult } from '#containers/contract/environment.ts';
import type { Clock } from '#containers/providers/surroundings.ts';

/** Runs one of a few commands (`true false echo cat sleep`, and `bash` for scripts that do nothing); any other answers 127 as a shell would. */
export async function runFakeExec(
  request: ExecRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<ExecResult> {
  signal.throwIfAborted();
  const [name = '', ...words] = request.command;
  if (name === 'sleep') return sleep(Number(words[0]) * 1000, { request, clock, signal });
  if (name === 'true') return ended(0);
  if (name === 'false') return ended(1);
  if (name === 'echo') return ended(0, `${words.join(' ')}\n`);
  // Scripts have nothing here that they could change.
  if (name === 'bash') return ended(0);
  if (name === 'cat') return ended(0, request.stdin ?? '');
  return { exitCode: 127, stdout: '', stderr: `${name}: command not found\n` };
}

function ended(exitCode: number, stdout = ''): ExecResult {
  return { exitCode, stdout, stderr: '' };
}

async function sleep(
  milliseconds: number,
  context: { readonly request: ExecRequest; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<ExecResult> {
  const { request, clock, signal } = context;
  await clock.wait(Math.min(milliseconds, request.timeoutMs), signal);
  if (milliseconds <= request.timeoutMs) return ended(0);
  throw new Fault({
    code: 'TIMEOUT',
    message: `\`${request.command.join(' ')}\` did not end within ${String(request.timeoutMs)} ms and was killed.`,
    hint: 'Give it more time, or look at what it waits for.',
  });
}
