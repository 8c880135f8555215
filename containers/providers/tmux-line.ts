import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Shell, ShellRequest } from '#containers/contract/environment.ts';
import type { RunIn } from './run-in.ts';
import { parseShellRequest } from './shell-request.ts';
import { attachScript, detachScript, lineVariable, markByte, shellVariables, tmux } from './tmux-scripts.ts';

const commandMs = 10_000;
const beginMs = 30_000;

/** A line that is about to be opened: which tab it leads to, and what has to be run for it. */
export interface LinePlan {
  readonly tab: string;
  /** Marks this line among all that lead to the tab. */
  readonly line: string;
  readonly command: readonly string[];
  /** Variables of the command, each as `name=value`. */
  readonly variables: readonly string[];
}

/** How a provider carries the bytes of a line. */
export interface LineTransport {
  /** What the terminal says. It closes when the line is gone. */
  readonly output: Readable;
  readonly write: (data: Uint8Array) => void;
  readonly resize: (size: Pick<ShellRequest, 'cols' | 'rows'>) => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Drops our side. */
  readonly drop: () => void;
}

/**
 * Plans a line to a tab's tmux session, which is made when there is none. Other lines of the tab, also those of a
 * server that died, are detached. The size is set before tmux looks at it, so that nothing is drawn twice. Fault PROTOCOL.
 */
export function planLine(request: ShellRequest): LinePlan {
  const { tab, cols, rows } = parseShellRequest(request);
  const line = randomBytes(8).toString('hex');
  return {
    tab,
    line,
    command: ['sh', '-c', attachScript, 'attach', String(cols), String(rows), tab],
    variables: [...shellVariables, `${lineVariable}=${line}`],
  };
}

/** Ends a tab's shell and everything that runs in it. A tab that has none is ended already. */
export async function endTab(runAsLearner: RunIn, tab: string, signal: AbortSignal): Promise<void> {
  const { tab: name } = parseShellRequest({ tab, cols: 80, rows: 24 });
  const command = [...tmux, 'kill-session', '-t', `=${name}`];
  await runAsLearner({ command, timeoutMs: commandMs }, signal);
}

interface LineParts extends Pick<LinePlan, 'line' | 'tab'> {
  readonly runAsLearner: RunIn;
  readonly transport: LineTransport;
}

/** Opens the line that was planned, over a transport on which its command has just begun. */
export async function openLine(
  { tab, line }: Pick<LinePlan, 'line' | 'tab'>,
  { runAsLearner, transport }: Pick<LineParts, 'runAsLearner' | 'transport'>,
  signal: AbortSignal,
): Promise<Shell> {
  try {
    await awaitMark(transport.output, line, AbortSignal.any([signal, AbortSignal.timeout(beginMs)]));
  } catch (error) {
    transport.drop();
    throw error;
  }
  transport.write(Buffer.from('\n'));
  return new TmuxLine({ tab, line, runAsLearner, transport });
}

/** Reads up to the mark, takes it out, and puts the rest back. A line that ends before is left to whoever listens for its end. */
async function awaitMark(output: Readable, line: string, signal: AbortSignal): Promise<void> {
  const mark = Buffer.concat([Buffer.of(markByte), Buffer.from(line), Buffer.of(markByte)]);
  const seen = Promise.withResolvers<undefined>();
  let bytes = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.includes(mark)) seen.resolve(undefined);
  };
  const onEnd = (): void => seen.resolve(undefined);
  const onAbort = (): void =>
    seen.reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
  signal.addEventListener('abort', onAbort, { once: true });
  output.on('data', onData);
  output.once('close', onEnd);
  try {
    await seen.promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    output.off('data', onData);
    output.off('close', onEnd);
    output.pause();
  }
  const at = bytes.indexOf(mark);
  if (at < 0 || output.destroyed) return;
  const rest = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + mark.length)]);
  if (rest.length > 0) output.unshift(rest);
}

/** An open line to a tmux session. */
class TmuxLine implements Shell {
  readonly #parts: LineParts;
  #reason: 'exited' | 'detached' | undefined;
  #onClose: ((reason: 'exited' | 'detached') => void) | undefined;
  #detaching: Promise<void> | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
    const { output } = parts.transport;
    // Bytes wait until somebody listens.
    output.pause();
    if (output.closed) void this.#ended();
    else output.once('close', () => void this.#ended());
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    const { output } = this.#parts.transport;
    output.on('data', listener);
    output.resume();
  }

  onClose(listener: (reason: 'exited' | 'detached') => void): void {
    this.#onClose = listener;
    if (this.#reason !== undefined) listener(this.#reason);
  }

  write(data: Uint8Array): void {
    this.#parts.transport.write(data);
  }

  async resize(cols: number, rows: number): Promise<void> {
    await this.#parts.transport.resize(parseShellRequest({ tab: this.#parts.tab, cols, rows }));
  }

  pause(): void {
    this.#parts.transport.pause();
  }

  resume(): void {
    this.#parts.transport.resume();
  }

  detach(): Promise<void> {
    this.#detaching ??= this.#leave();
    return this.#detaching;
  }

  /** Closing our side of an exec leaves its process running for ever: tmux has to be told. */
  async #leave(): Promise<void> {
    const { tab, line, transport } = this.#parts;
    if (transport.output.destroyed) return;
    await this.#run(['sh', '-c', detachScript, 'detach', line, tab]);
    transport.drop();
  }

  async #ended(): Promise<void> {
    this.#reason = await this.#whyEnded();
    this.#onClose?.(this.#reason);
  }

  /** tmux knows: while the session stands, only our line to it is gone. */
  async #whyEnded(): Promise<'exited' | 'detached'> {
    if (this.#detaching !== undefined) return 'detached';
    const exitCode = await this.#run([...tmux, 'has-session', '-t', `=${this.#parts.tab}`]);
    return exitCode === 1 ? 'exited' : 'detached';
  }

  async #run(command: readonly string[]): Promise<number | undefined> {
    const request = { command, timeoutMs: commandMs };
    const running = this.#parts.runAsLearner(request, AbortSignal.timeout(commandMs));
    return (await running.catch(ignoreGoneWorkspace))?.exitCode;
  }
}

/** The workspace is gone or stopping; then so is its tmux, and there is nothing left to ask or to detach from. */
function ignoreGoneWorkspace(): undefined {
  return undefined;
}
