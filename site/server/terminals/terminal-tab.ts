import type { Environment, Shell } from '#containers/contract/environment.ts';
import type { ServerMessage } from '#site/protocol/terminal.ts';
import type { Crowd } from './crowd.ts';
import { TerminalLine, type LineClient } from './terminal-line.ts';

/** One socket, as its tab sees it. */
export interface TabClient extends LineClient {
  readonly closed: boolean;
  send(message: ServerMessage): void;
  takenOver(): void;
}

/** Somebody who looks at a tab that is another's. */
export interface TabWatcher {
  /** What the tab shows from now on. */
  lineChanged(line: TerminalLine): void;
  resized(size: { readonly cols: number; readonly rows: number }): void;
  tabClosed(): void;
}

export interface AttachRequest {
  readonly cols: number;
  readonly rows: number;
  readonly epoch?: string | undefined;
  readonly outputOffset?: number | undefined;
}

export interface TabOptions {
  readonly tab: string;
  readonly crowd: Crowd;
  /** Throws a Fault when the attempt has no environment that can be used. */
  readonly environment: () => Environment;
  /** Wraps a shell that was just opened, such as to record it. */
  readonly onOpened?: (shell: Shell, size: { readonly cols: number; readonly rows: number }) => Shell;
  readonly graceMs: number;
  readonly onIdle: () => void;
  readonly onResizeFailed: (error: unknown) => void;
}

const openDeadlineMs = 20_000;
const resizeDelayMs = 40;

/** One terminal tab of an attempt: at most one PTY line and at most one writer, the last who came. */
export class TerminalTab {
  readonly #options: TabOptions;
  #line: TerminalLine | undefined;
  #client: TabClient | undefined;
  readonly #watchers = new Set<TabWatcher>();
  #queue: Promise<void> = Promise.resolve();
  #grace: NodeJS.Timeout | undefined;
  #resize: NodeJS.Timeout | undefined;
  #size = { cols: 0, rows: 0 };

  constructor(options: TabOptions) {
    this.#options = options;
  }

  /** The line that this client may write to; `undefined` while none is attached or another client has it. */
  lineOf(client: TabClient): TerminalLine | undefined {
    return this.#client === client ? this.#line : undefined;
  }

  /** Goes on where the client was, or starts a new line; the former client is told. One attach at a time. */
  attach(client: TabClient, request: AttachRequest): Promise<void> {
    const turn = this.#queue.then(() => this.#attachNow(client, request));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Shows the tab to somebody else until the answer is called. It stays its client's, in its client's size. */
  watch(watcher: TabWatcher): () => void {
    this.#watchers.add(watcher);
    watcher.resized(this.#size);
    if (this.#line !== undefined) watcher.lineChanged(this.#line);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** Has the shell paint its whole screen: a program does so when its size changes. */
  async repaint(): Promise<void> {
    const { cols, rows } = this.#size;
    await this.#line?.resize(cols, Math.max(1, rows - 1));
    await this.#line?.resize(this.#size.cols, this.#size.rows);
  }

  resize(client: TabClient, cols: number, rows: number): void {
    if (this.#client !== client) return;
    this.#size = { cols, rows };
    this.#resize ??= setTimeout(() => {
      this.#resize = undefined;
      this.#applySize();
    }, resizeDelayMs);
  }

  /** The socket is gone. The line waits for its return for a while. */
  leave(client: TabClient): void {
    this.#line?.release(client);
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#startGrace();
  }

  /** Ends the learner's shell for good. */
  async end(signal: AbortSignal): Promise<void> {
    await this.#options.environment().endShell(this.#options.tab, signal);
  }

  /** Drops the line, not the shell. */
  async close(): Promise<void> {
    clearTimeout(this.#grace);
    clearTimeout(this.#resize);
    this.#client = undefined;
    const line = this.#line;
    this.#line = undefined;
    for (const watcher of this.#watchers) watcher.tabClosed();
    await line?.detach();
  }

  async #attachNow(client: TabClient, request: AttachRequest): Promise<void> {
    if (client.closed) return;
    clearTimeout(this.#grace);
    this.#displace(client);
    this.#client = client;
    const { cols, rows, epoch, outputOffset } = request;
    if (this.#line?.canResume(epoch, outputOffset) === true) {
      this.#welcome(client, this.#line, outputOffset, true);
      this.resize(client, cols, rows);
      return;
    }
    await this.#openLine(client, request);
  }

  async #openLine(client: TabClient, { cols, rows }: AttachRequest): Promise<void> {
    const old = this.#line;
    this.#line = undefined;
    this.#size = { cols, rows };
    try {
      await old?.detach();
      const signal = AbortSignal.timeout(openDeadlineMs);
      const shell = await this.#options
        .environment()
        .openShell({ tab: this.#options.tab, cols, rows }, signal);
      this.#line = new TerminalLine(
        this.#options.onOpened?.(shell, { cols, rows }) ?? shell,
        this.#options.crowd,
      );
      this.#showWatchers(this.#line);
    } catch (error) {
      if (this.#client === client) this.#client = undefined;
      this.#startGrace();
      throw error;
    }
    if (client.closed) {
      this.leave(client);
      return;
    }
    this.#welcome(client, this.#line, 0, false);
  }

  #displace(client: TabClient): void {
    const former = this.#client;
    if (former === undefined || former === client) return;
    this.#line?.release(former);
    former.takenOver();
  }

  #welcome(client: TabClient, line: TerminalLine, outputOffset: number, resumed: boolean): void {
    client.send({
      type: 'attached',
      epoch: line.epoch,
      resumed,
      outputOffset,
      inputOffset: line.inputOffset,
    });
    line.attach(client, outputOffset);
  }

  #showWatchers(line: TerminalLine): void {
    for (const watcher of this.#watchers) {
      watcher.resized(this.#size);
      watcher.lineChanged(line);
    }
  }

  #applySize(): void {
    for (const watcher of this.#watchers) watcher.resized(this.#size);
    this.#line?.resize(this.#size.cols, this.#size.rows).catch(this.#options.onResizeFailed);
  }

  #startGrace(): void {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => this.#options.onIdle(), this.#options.graceMs);
    this.#grace.unref();
  }
}
