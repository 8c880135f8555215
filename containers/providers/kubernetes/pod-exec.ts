import { randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { Exec, type KubeConfig, type V1Status } from '@kubernetes/client-node';
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
import { HostRefusal, unreachable } from './host-api.ts';
import type { Place } from './places.ts';

const openMs = 30_000;
const killMs = 10_000;
const chunkBytes = 32 * 1024;

/** Runs commands in one container of a pod, as the user that its image or its pod says. */
export function inPod(config: KubeConfig, place: Place): RunIn {
  return (request, signal) => execInPod(config, place, request, signal);
}

/** The line that the client opens. */
type Line = Awaited<ReturnType<Exec['exec']>>;

/** What the API server tells about a command, and the line to it. */
export interface OpenExec {
  readonly socket: Line;
  /** Resolves when the line is gone, with what the API server said of the command; `undefined`: it did not say. */
  readonly ended: Promise<V1Status | undefined>;
}

export interface ExecStreams {
  readonly stdout: Writable;
  readonly stderr: Writable | null;
  readonly stdin: Readable | null;
  readonly tty: boolean;
}

/**
 * Opens a line to a new command in a container. Throws HostRefusal when the API server refuses it (404: there is no such
 * pod), a Fault when nobody answers.
 */
export async function openExec(
  config: KubeConfig,
  { namespace, pod, container }: Place,
  { command, streams }: { readonly command: readonly string[]; readonly streams: ExecStreams },
  signal: AbortSignal,
): Promise<OpenExec> {
  signal.throwIfAborted();
  const told = Promise.withResolvers<V1Status | undefined>();
  const { stdout, stderr, stdin, tty } = streams;
  let status: V1Status | undefined;
  const opening = new Exec(config).exec(
    namespace,
    pod,
    container,
    [...command],
    stdout,
    stderr,
    stdin,
    tty,
    (said) => (status = said),
  );
  const socket = await withinTime(opening, signal);
  socket.addEventListener('close', () => told.resolve(status));
  // A line that breaks is told once, by its `close`.
  socket.addEventListener('error', () => undefined);
  return { socket, ended: told.promise };
}

/** A line that comes up after nobody waits for it any more is closed again. */
async function withinTime(opening: Promise<Line>, signal: AbortSignal): Promise<Line> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(openMs)]);
  const gaveUp = Promise.withResolvers<never>();
  const onAbort = (): void =>
    gaveUp.reject(either.reason instanceof Error ? either.reason : new Error(String(either.reason)));
  either.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([opening, gaveUp.promise]);
  } catch (error) {
    opening.then(
      (late) => late.close(),
      () => undefined,
    );
    signal.throwIfAborted();
    throw refusalOf(error);
  } finally {
    either.removeEventListener('abort', onAbort);
  }
}

/** The client tells a refused handshake by its message only. */
function refusalOf(error: unknown): Error {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  const status = /Unexpected server response: (\d+)/.exec(message)?.[1];
  return status === undefined ? unreachable(new Error(message)) : new HostRefusal(Number(status), message);
}

/**
 * Runs a command in a container of a pod to its end. A non-zero exit is a result; a passed deadline is Fault TIMEOUT, an
 * abort rejects with the signal's reason, and in both cases every process of the run has been killed.
 */
async function execInPod(
  config: KubeConfig,
  place: Place,
  request: ExecRequest & { readonly outputBytes?: number },
  signal: AbortSignal,
): Promise<ExecResult> {
  const run = randomBytes(8).toString('hex');
  const stdout = new CappedText(request.outputBytes);
  const stderr = new CappedText(request.outputBytes);
  const variables = Object.entries(request.env ?? {}).map(([key, value]) => `${key}=${value}`);
  const command = ['env', ...variables, `${runVariable}=${run}`, ...backstopped(request)];
  const stdin = request.stdin === undefined ? null : Readable.from(chunksOf(request.stdin));
  const streams = { stdout: stdout.stream, stderr: stderr.stream, stdin, tty: false };
  const line = await openExec(config, place, { command, streams }, signal);
  try {
    const status = await endOf(line, AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]));
    return { exitCode: exitCodeOf(status), stdout: stdout.text(), stderr: stderr.text() };
  } catch (error) {
    line.socket.close();
    await killRun(config, place, run);
    signal.throwIfAborted();
    throw error instanceof Error && error.name === 'TimeoutError' ? timedOut(request) : error;
  }
}

function* chunksOf(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += chunkBytes)
    yield bytes.subarray(start, start + chunkBytes);
}

async function endOf({ ended }: OpenExec, signal: AbortSignal): Promise<V1Status | undefined> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void =>
    aborted.reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([ended, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function exitCodeOf(status: V1Status | undefined): number {
  if (status?.status === 'Success') return 0;
  const cause = status?.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (cause?.message !== undefined) return Number(cause.message);
  throw new Fault({
    code: 'ENVIRONMENT_BROKEN',
    audience: 'learner',
    message: `A command in the environment was cut off: ${status?.message ?? 'the line to it broke'}.`,
    hint: 'Try again in a few seconds.',
  });
}

async function killRun(config: KubeConfig, place: Place, run: string): Promise<void> {
  const signal = AbortSignal.timeout(killMs);
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  const streams = { stdout: sink, stderr: null, stdin: null, tty: false };
  const command = ['sh', '-c', killScript, 'kill-run', run];
  try {
    await endOf(await openExec(config, place, { command, streams }, signal), signal);
  } catch (error) {
    // A pod that is gone has ended its processes as well.
    if (!(error instanceof HostRefusal)) throw error;
  }
}
