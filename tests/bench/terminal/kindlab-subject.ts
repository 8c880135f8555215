import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import WebSocket from 'ws';
import { TerminalConnection, type ConnectionOptions } from '#site/client/terminal/connection.ts';
import { Backoff } from '#site/client/terminal/backoff.ts';
import { terminalSubprotocol } from '#site/protocol/terminal.ts';
import { readyAttempt, ticketUrl } from '#tests/server/terminal-client.ts';
import type { Reachable } from '#tests/server/start-test-server.ts';
import type { Screen } from './screen.ts';
import { shellPrompt, startDeadlineMs, type BenchTerminal, type Subject } from './subject.ts';

/** Comes back without waiting: for counting bytes over many reconnects, not for timing one. */
export class NoBackoff extends Backoff {
  override next(): number {
    return 0;
  }
}

/** A terminal of the page's own client code, whose line can be cut. */
export interface KindlabTerminal extends BenchTerminal {
  /** Answers whether the line took it; while it is cut, it does not. */
  type(text: string): boolean;
  /** As a network does it: without a word. */
  cut(): void;
  /** Stops reading from the socket, as a full network does. */
  stopReading(): void;
}

export interface LineOptions {
  /** Waiting times between tries; absent: the page's own. */
  readonly backoff?: Backoff;
  readonly onLive?: () => void;
}

/** The real server behind the page's real client code; only the drawing is played. */
export class KindlabSubject implements Subject {
  readonly name = 'kindlab';
  readonly #child: ChildProcess;
  readonly #server: Reachable;
  readonly #attempt: string;

  private constructor(child: ChildProcess, server: Reachable, attempt: string) {
    this.#child = child;
    this.#server = server;
    this.#attempt = attempt;
  }

  static async start(folder: string, shell: string): Promise<KindlabSubject> {
    const script = path.join(import.meta.dirname, 'hub-server.ts');
    const child = fork(script, [path.join(folder, 'data'), shell]);
    const [{ url }] = (await once(child, 'message', { signal: AbortSignal.timeout(startDeadlineMs) })) as [
      { url: string },
    ];
    const server: Reachable = {
      url,
      call: (method, to) => fetch(url + to, { method, headers: { origin: url } }),
    };
    return new KindlabSubject(child, server, await readyAttempt(server));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async open(id: string, screen: Screen, line: LineOptions = {}): Promise<KindlabTerminal> {
    let socket: WebSocket | undefined;
    const options: ConnectionOptions = {
      backoff: line.backoff ?? new Backoff(),
      ticket: () =>
        ticketUrl(this.#server, this.#attempt, id).then(
          (url) => ({ url }),
          () => 'unreachable',
        ),
      openSocket: (url) => {
        socket = new WebSocket(url, terminalSubprotocol, { headers: { origin: this.#server.url } });
        // Its close event follows, and the client acts on that one.
        socket.on('error', () => undefined);
        return socket as unknown as globalThis.WebSocket;
      },
      onState: (state) => state === 'live' && line.onLive?.(),
      sink: {
        size: () => ({ cols: 80, rows: 24 }),
        write: (bytes, done) => screen.take(bytes, done),
        reset: () => undefined,
      },
    };
    const connection = new TerminalConnection(options);
    await connection.open();
    await screen.shows(shellPrompt, startDeadlineMs);
    const encoder = new TextEncoder();
    return {
      type: (text) => connection.send(encoder.encode(text)),
      close: () => {
        connection.close();
        // A socket that is not read would wait for its farewell.
        socket?.terminate();
      },
      cut: () => socket?.terminate(),
      stopReading: () => socket?.pause(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await gone;
  }
}
