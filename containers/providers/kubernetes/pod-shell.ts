import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Shell, ShellRequest } from '#containers/contract/environment.ts';
import { parseShellRequest } from '#containers/providers/shell-request.ts';
import {
  attachScript,
  detachScript,
  lineVariable,
  shellVariables,
  tmux,
} from '#containers/providers/tmux-scripts.ts';
import type { Place } from './places.ts';
import { inPod, openExec, type OpenExec } from './pod-exec.ts';

const commandMs = 10_000;
/** Of the protocol of `pods/exec`: a message begins with the number of its stream. */
const streamNumber = { stdin: 0, resize: 4 } as const;

/** Opens a line to a tab's tmux session, which is made when there is none; other lines of the tab are detached. */
export async function openShell(
  config: KubeConfig,
  workspace: Place,
  request: ShellRequest,
  signal: AbortSignal,
): Promise<Shell> {
  const { tab, cols, rows } = parseShellRequest(request);
  const line = randomBytes(8).toString('hex');
  const attach = ['sh', '-c', attachScript, 'attach', String(cols), String(rows), tab];
  const command = ['env', ...shellVariables, `${lineVariable}=${line}`, ...attach];
  const output = new PassThrough();
  // Never ends by itself: keys are sent as messages of their own.
  const stdin = new PassThrough();
  const streams = { stdout: output, stderr: null, stdin, tty: true };
  const exec = await openExec(config, workspace, { command, streams }, signal);
  return new PodLine({ config, workspace, tab, line, exec, output });
}

/** Ends a tab's shell and everything that runs in it. A tab that has none is ended already. */
export async function endShell(
  config: KubeConfig,
  workspace: Place,
  tab: string,
  signal: AbortSignal,
): Promise<void> {
  const { tab: name } = parseShellRequest({ tab, cols: 80, rows: 24 });
  const command = [...tmux, 'kill-session', '-t', `=${name}`];
  await inPod(config, workspace)({ command, timeoutMs: commandMs }, signal);
}

interface LineParts {
  readonly config: KubeConfig;
  readonly workspace: Place;
  readonly tab: string;
  readonly line: string;
  readonly exec: OpenExec;
  readonly output: PassThrough;
}

class PodLine implements Shell {
  readonly #parts: LineParts;
  #reason: 'exited' | 'detached' | undefined;
  #onClose: ((reason: 'exited' | 'detached') => void) | undefined;
  #detaching: Promise<void> | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
    const { output, exec } = parts;
    // Bytes wait until somebody listens.
    output.pause();
    output.once('close', () => void this.#ended());
    void exec.ended.then(() => output.end());
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#parts.output.on('data', listener);
    this.#parts.output.resume();
  }

  onClose(listener: (reason: 'exited' | 'detached') => void): void {
    this.#onClose = listener;
    if (this.#reason !== undefined) listener(this.#reason);
  }

  write(data: Uint8Array): void {
    this.#send(streamNumber.stdin, data);
  }

  resize(cols: number, rows: number): Promise<void> {
    const size = parseShellRequest({ tab: this.#parts.tab, cols, rows });
    this.#send(streamNumber.resize, Buffer.from(JSON.stringify({ Width: size.cols, Height: size.rows })));
    return Promise.resolve();
  }

  pause(): void {
    this.#parts.output.pause();
    this.#parts.exec.socket.pause();
  }

  resume(): void {
    this.#parts.exec.socket.resume();
    this.#parts.output.resume();
  }

  detach(): Promise<void> {
    this.#detaching ??= this.#leave();
    return this.#detaching;
  }

  #send(stream: number, data: Uint8Array): void {
    const { socket } = this.#parts.exec;
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.of(stream), data]));
  }

  /** Closing our side of an exec leaves its process running for ever: tmux has to be told. */
  async #leave(): Promise<void> {
    const { config, workspace, tab, line, exec, output } = this.#parts;
    if (output.destroyed) return;
    const command = ['sh', '-c', detachScript, 'detach', line, tab];
    const signal = AbortSignal.timeout(commandMs);
    await inPod(config, workspace)({ command, timeoutMs: commandMs }, signal).catch(ignoreGoneWorkspace);
    // A line that is held back would never hear the other end close it.
    exec.socket.resume();
    exec.socket.close();
    output.destroy();
  }

  async #ended(): Promise<void> {
    this.#reason = await this.#whyEnded();
    this.#onClose?.(this.#reason);
  }

  /** tmux knows: while the session stands, only our line to it is gone. */
  async #whyEnded(): Promise<'exited' | 'detached'> {
    if (this.#detaching !== undefined) return 'detached';
    const { config, workspace, tab } = this.#parts;
    const command = [...tmux, 'has-session', '-t', `=${tab}`];
    const answer = await inPod(config, workspace)(
      { command, timeoutMs: commandMs },
      AbortSignal.timeout(commandMs),
    ).catch(ignoreGoneWorkspace);
    return answer?.exitCode === 1 ? 'exited' : 'detached';
  }
}

/** The workspace is gone or stopping; then so is its tmux, and there is nothing left to detach from. */
function ignoreGoneWorkspace(): undefined {
  return undefined;
}
