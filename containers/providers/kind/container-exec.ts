import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { Fault } from '#containers/contract/fault.ts';
import type { ExecRequest, ExecResult } from '#containers/contract/environment.ts';
import {
  backstopped,
  CappedText,
  killScript,
  runVariable,
  timedOut,
} from '#containers/providers/bounded-run.ts';
import type { RunIn } from '#containers/providers/run-in.ts';
import { ask } from './engine.ts';

export interface ContainerCommand extends ExecRequest {
  readonly container: string;
  readonly user: string;
  /** In place of the usual cap on stdout and stderr each. */
  readonly outputBytes?: number;
}

/** Runs commands in one container, as one user. */
export function inContainer(docker: Docker, container: string, user: string): RunIn {
  return (request, signal) => execInContainer(docker, { ...request, container, user }, signal);
}

/**
 * Runs a command in a container to its end. A non-zero exit is a result; a passed deadline is Fault TIMEOUT, an
 * abort rejects with the signal's reason, and in both cases every process of the run has been killed.
 */
export async function execInContainer(
  docker: Docker,
  request: ContainerCommand,
  signal: AbortSignal,
): Promise<ExecResult> {
  const run = randomBytes(8).toString('hex');
  const exec = await ask('prepare a command', signal, (abortSignal) =>
    docker.getContainer(request.container).exec({
      Cmd: backstopped(request),
      User: request.user,
      Env: [
        ...Object.entries(request.env ?? {}).map(([key, value]) => `${key}=${value}`),
        `${runVariable}=${run}`,
      ],
      AttachStdin: request.stdin !== undefined,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    }),
  );
  const stream = await ask('start a command', signal, () =>
    exec.start({ hijack: true, stdin: request.stdin !== undefined }),
  );
  const stdout = new CappedText(request.outputBytes);
  const stderr = new CappedText(request.outputBytes);
  docker.modem.demuxStream(stream, stdout.stream, stderr.stream);
  stream.end(request.stdin);
  try {
    await ended(stream, AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]));
    const exitCode = await exitCodeOf(exec, signal);
    return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
  } catch (error) {
    stream.destroy();
    await killRun(docker, request, run);
    signal.throwIfAborted();
    throw error instanceof Error && error.name === 'TimeoutError' ? timedOut(request) : error;
  }
}

async function ended(stream: Duplex, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onAbort = () =>
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (error?: Error) => {
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    stream.once('end', () => settle());
    stream.once('close', () => settle());
    stream.once('error', settle);
    if (signal.aborted) onAbort();
  });
}

/** The engine closes the output a moment before it knows the exit code. */
async function exitCodeOf(exec: Docker.Exec, signal: AbortSignal): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const { Running, ExitCode } = await ask('read an exit code', signal, (abortSignal) =>
      exec.inspect({ abortSignal }),
    );
    if (!Running && ExitCode !== null) return ExitCode;
    await new Promise((resolve) => setTimeout(resolve, 20 * (attempt + 1)));
  }
  throw new Fault({
    code: 'COMMAND_FAILED',
    message: 'A command in the container closed its output, but goes on running.',
    hint: 'Do not start background processes that keep standing; try again.',
  });
}

async function killRun(docker: Docker, request: ContainerCommand, run: string): Promise<void> {
  const signal = AbortSignal.timeout(10_000);
  const exec = await ask('prepare a kill', signal, () =>
    docker.getContainer(request.container).exec({
      Cmd: ['sh', '-c', killScript, 'kill-run', run],
      User: request.user,
      AttachStdout: true,
      AttachStderr: true,
    }),
  );
  const stream = await ask('kill a command', signal, () => exec.start({ hijack: true, stdin: false }));
  stream.resume();
  await ended(stream, signal);
}
