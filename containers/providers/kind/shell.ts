import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { Shell, ShellRequest } from '#containers/contract/environment.ts';
import { parseShellRequest } from '#containers/providers/shell-request.ts';
import {
  attachScript,
  detachScript,
  lineVariable,
  shellVariables,
  tmux,
} from '#containers/providers/tmux-scripts.ts';
import { execInContainer } from './container-exec.ts';
import { ask } from './engine.ts';
import { learnerUser } from './workspace.ts';

const commandMs = 10_000;

/**
 * Opens a line to a tab's tmux session, which is made when there is none. Other lines of the tab, also those of a
 * server that died, are detached. The size is set before tmux looks at it, so that nothing is drawn twice.
 */
export async function openShell(
  docker: Docker,
  workspace: string,
  request: ShellRequest,
  signal: AbortSignal,
): Promise<Shell> {
  const { tab, cols, rows } = parseShellRequest(request);
  const line = randomBytes(8).toString('hex');
  const exec = await ask('prepare a shell', signal, (abortSignal) =>
    docker.getContainer(workspace).exec({
      Cmd: ['sh', '-c', attachScript, 'attach', String(cols), String(rows), tab],
      User: learnerUser,
      Env: [...shellVariables, `${lineVariable}=${line}`],
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    }),
  );
  // No signal for the call itself: it would also cut the line later on.
  const stream = await ask('start a shell', signal, () =>
    exec.start({ hijack: true, stdin: true, Tty: true }),
  );
  return new TmuxLine({ docker, workspace, tab, line, exec, stream });
}

/** Ends a tab's shell and everything that runs in it. A tab that has none is ended already. */
export async function endShell(
  docker: Docker,
  workspace: string,
  tab: string,
  signal: AbortSignal,
): Promise<void> {
  const { tab: name } = parseShellRequest({ tab, cols: 80, rows: 24 });
  await inWorkspace({ docker, workspace }, [...tmux, 'kill-session', '-t', `=${name}`], signal);
}

interface LineParts {
  readonly docker: Docker;
  readonly workspace: string;
  readonly tab: string;
  readonly line: string;
  readonly exec: Docker.Exec;
  readonly stream: Duplex;
}

class TmuxLine implements Shell {
  readonly #parts: LineParts;
  #reason: 'exited' | 'detached' | undefined;
  #onClose: ((reason: 'exited' | 'detached') => void) | undefined;
  #detaching: Promise<void> | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
    // Bytes wait in the engine until somebody listens.
    parts.stream.pause();
    parts.stream.on('error', ignoreBrokenLine);
    parts.stream.once('close', () => void this.#ended());
    parts.stream.once('end', () => parts.stream.destroy());
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#parts.stream.on('data', listener);
    this.#parts.stream.resume();
  }

  onClose(listener: (reason: 'exited' | 'detached') => void): void {
    this.#onClose = listener;
    if (this.#reason !== undefined) listener(this.#reason);
  }

  write(data: Uint8Array): void {
    if (!this.#parts.stream.destroyed) this.#parts.stream.write(data);
  }

  async resize(cols: number, rows: number): Promise<void> {
    const size = parseShellRequest({ tab: this.#parts.tab, cols, rows });
    if (this.#parts.stream.destroyed) return;
    await ask('resize a shell', AbortSignal.timeout(commandMs), (abortSignal) =>
      this.#parts.exec.resize({ h: size.rows, w: size.cols, abortSignal }),
    );
  }

  pause(): void {
    this.#parts.stream.pause();
  }

  resume(): void {
    this.#parts.stream.resume();
  }

  detach(): Promise<void> {
    this.#detaching ??= this.#leave();
    return this.#detaching;
  }

  /** Closing our side of an exec leaves its process running for ever: tmux has to be told. */
  async #leave(): Promise<void> {
    const { docker, workspace, tab, line, stream } = this.#parts;
    if (stream.destroyed) return;
    const command = ['sh', '-c', detachScript, 'detach', line, tab];
    await inWorkspace({ docker, workspace }, command, AbortSignal.timeout(commandMs)).catch(
      ignoreGoneWorkspace,
    );
    stream.destroy();
  }

  async #ended(): Promise<void> {
    this.#reason = await this.#whyEnded();
    this.#onClose?.(this.#reason);
  }

  /** tmux knows: while the session stands, only our line to it is gone. */
  async #whyEnded(): Promise<'exited' | 'detached'> {
    if (this.#detaching !== undefined) return 'detached';
    const { docker, workspace, tab } = this.#parts;
    const command = [...tmux, 'has-session', '-t', `=${tab}`];
    const exitCode = await inWorkspace({ docker, workspace }, command, AbortSignal.timeout(commandMs)).catch(
      () => undefined,
    );
    return exitCode === 1 ? 'exited' : 'detached';
  }
}

async function inWorkspace(
  place: { readonly docker: Docker; readonly workspace: string },
  command: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const request = { container: place.workspace, user: learnerUser, command, timeoutMs: commandMs };
  return (await execInContainer(place.docker, request, signal)).exitCode;
}

/** A line that breaks is reported once, by its `close`. */
function ignoreBrokenLine(): void {
  return;
}

/** The workspace is gone or stopping; then so is its tmux, and there is nothing left to detach from. */
function ignoreGoneWorkspace(): void {
  return;
}
