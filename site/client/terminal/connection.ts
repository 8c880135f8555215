import {
  ackBytes,
  closeCode,
  frameKind,
  serverMessage,
  terminalSubprotocol,
  type ClientMessage,
  type ServerMessage,
} from '#site/protocol/terminal.ts';
import { parseJson } from '../http/parse-json.ts';
import { Backoff } from './backoff.ts';
import { decodeFrame, encodeFrame, type Frame } from './frames.ts';
import { InputQueue } from './input-queue.ts';
import { Watch, type Patience } from './watch.ts';

/** `waiting`: the line stands, but what was sent has had no answer for a while. */
export type ConnectionState =
  'connecting' | 'live' | 'waiting' | 'reconnecting' | 'exited' | 'takenOver' | 'gone';

export interface TerminalSink {
  size(): { readonly cols: number; readonly rows: number };
  /** Puts bytes on the screen and calls back when they are there. */
  write(bytes: Uint8Array, done: () => void): void;
  /** A new epoch: what is on the screen belongs to the past. */
  reset(): void;
  /** For guests: the size in which the shell's owner has it. */
  resized?(cols: number, rows: number): void;
}

export interface ConnectionOptions {
  readonly sink: TerminalSink;
  /** Fetches a one-use ticket; `gone` when the environment is no more. */
  ticket(): Promise<{ readonly url: string } | 'gone' | 'unreachable'>;
  onState(state: ConnectionState): void;
  openSocket?(url: string): WebSocket;
  readonly backoff?: Backoff;
  readonly patience?: Patience;
}

const sliceBytes = 16 * 1024;
const idleAckMs = 250;

function defaultSocket(url: string): WebSocket {
  return new WebSocket(url, terminalSubprotocol);
}

/** One tab's line to its shell: goes on where it broke, loses no byte and repeats none. */
export class TerminalConnection {
  readonly #options: ConnectionOptions;
  readonly #backoff: Backoff;
  readonly #input = new InputQueue();
  readonly #watch: Watch;
  #socket: WebSocket | undefined;
  #state: ConnectionState = 'connecting';
  #epoch: string | undefined;
  #attached = false;
  #closed = false;
  /** Next byte expected from the server. */
  #received = 0;
  #shown = 0;
  #acked = 0;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? new Backoff();
    this.#watch = new Watch(
      {
        onSilence: () => this.#state === 'live' && this.#become('waiting'),
        onDead: () => this.#giveUp(),
        probe: () => this.#probe(),
      },
      options.patience,
    );
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects, or connects again after `exited` or `takenOver`. */
  async open(): Promise<void> {
    clearTimeout(this.#retryTimer);
    this.#socket?.close();
    if (this.#state !== 'reconnecting') this.#become('connecting');
    const ticket = await this.#options.ticket();
    if (this.#closed) return;
    if (ticket === 'gone') {
      this.#become('gone');
      return;
    }
    if (ticket === 'unreachable') {
      this.#retry();
      return;
    }
    this.#connect(ticket.url);
  }

  /** Types bytes. Only while live: nothing is typed blind into a line that is down. */
  send(bytes: Uint8Array): boolean {
    if (!this.#attached) return false;
    for (let at = 0; at < bytes.length; at += sliceBytes) {
      const slice = bytes.slice(at, at + sliceBytes);
      this.#socket?.send(encodeFrame(frameKind.input, this.#input.push(slice), slice));
    }
    this.#watch.asked();
    return true;
  }

  resize(): void {
    if (this.#attached) this.#tell({ type: 'resize', ...this.#options.sink.size() });
  }

  /** Drops the line; the shell lives on. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#ackTimer);
    this.#watch.stop();
    this.#socket?.close();
  }

  #become(state: ConnectionState): void {
    if (state === this.#state && state !== 'connecting') return;
    this.#state = state;
    this.#options.onState(state);
  }

  #connect(url: string): void {
    const socket = (this.#options.openSocket ?? defaultSocket)(url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    // A network may swallow a handshake without a word.
    this.#watch.asked();
    const mine = (act: () => void) => () => socket === this.#socket && act();
    socket.onopen = mine(() => {
      const resume = this.#epoch === undefined ? {} : { epoch: this.#epoch, outputOffset: this.#received };
      this.#tell({ type: 'attach', ...this.#options.sink.size(), ...resume });
    });
    socket.onmessage = (event: { readonly data: unknown }) => {
      if (socket === this.#socket) this.#receive(event.data);
    };
    socket.onclose = (event) => socket === this.#socket && this.#lost(event.code);
  }

  #tell(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #receive(data: unknown): void {
    this.#watch.heard();
    if (this.#state === 'waiting') this.#become('live');
    if (data instanceof ArrayBuffer) {
      const frame = decodeFrame(data);
      if (frame !== undefined) this.#frame(frame);
      return;
    }
    const parsed = serverMessage.safeParse(parseJson(data));
    if (parsed.success) this.#control(parsed.data);
  }

  #control(message: ServerMessage): void {
    if (message.type === 'attached') this.#attach(message);
    if (message.type === 'exited') this.#finish('exited');
    if (message.type === 'takenOver') this.#finish('takenOver');
    if (message.type === 'size') this.#options.sink.resized?.(message.cols, message.rows);
    if (message.type === 'error') console.warn('kindlab: terminal', message.code, message.message);
  }

  #attach(message: Extract<ServerMessage, { type: 'attached' }>): void {
    this.#backoff.reset();
    this.#attached = true;
    if (message.resumed) {
      this.#resend(message.inputOffset);
    } else {
      this.#epoch = message.epoch;
      this.#received = this.#shown = this.#acked = message.outputOffset;
      this.#input.restart(message.inputOffset);
      this.#options.sink.reset();
    }
    this.#become('live');
  }

  #resend(offset: number): void {
    const rest = this.#input.from(offset);
    for (let at = 0; at < rest.length; at += sliceBytes) {
      this.#socket?.send(encodeFrame(frameKind.input, offset + at, rest.slice(at, at + sliceBytes)));
    }
  }

  #frame({ kind, offset, payload }: Frame): void {
    if (kind === frameKind.inputAck) return this.#input.acknowledge(offset);
    if (offset > this.#received) return this.#startOver();
    const fresh = payload.subarray(Math.min(payload.length, this.#received - offset));
    if (fresh.length === 0) return;
    this.#received += fresh.length;
    const upTo = this.#received;
    const epoch = this.#epoch;
    this.#options.sink.write(fresh, () => {
      if (epoch === this.#epoch) this.#acknowledge(upTo);
    });
  }

  /** Bytes are missing: ask for a redraw instead of showing a torn screen. */
  #startOver(): void {
    this.#epoch = undefined;
    this.#socket?.close();
  }

  #acknowledge(upTo: number): void {
    this.#shown = Math.max(this.#shown, upTo);
    if (this.#shown - this.#acked >= ackBytes) return this.#sendAck();
    this.#ackTimer ??= setTimeout(() => this.#sendAck(), idleAckMs);
  }

  #sendAck(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    if (!this.#attached || this.#shown === this.#acked) return;
    this.#acked = this.#shown;
    this.#socket?.send(encodeFrame(frameKind.outputAck, this.#shown));
  }

  /** Typing nothing is answered like typing something: a line that is dead shows. */
  #probe(): void {
    if (this.#attached) this.#socket?.send(encodeFrame(frameKind.input, this.#input.end));
  }

  /** Nothing came for so long that a new line is the better bet. The old one may never say that it is dead. */
  #giveUp(): void {
    const dead = this.#socket;
    if (dead === undefined) return;
    this.#socket = undefined;
    dead.close();
    this.#attached = false;
    this.#retry();
  }

  #lost(code: number): void {
    this.#attached = false;
    this.#socket = undefined;
    this.#watch.stop();
    if (this.#closed || this.#state === 'exited' || this.#state === 'takenOver') return;
    if (code === closeCode.exited) return this.#finish('exited');
    if (code === closeCode.takenOver) return this.#finish('takenOver');
    if (code === closeCode.gone || code === closeCode.notAgreed) return this.#finish('gone');
    this.#retry();
  }

  #finish(state: 'exited' | 'takenOver' | 'gone'): void {
    this.#attached = false;
    this.#watch.stop();
    if (state === 'exited') this.#epoch = undefined;
    this.#become(state);
  }

  #retry(): void {
    this.#become(this.#epoch === undefined && this.#state === 'connecting' ? 'connecting' : 'reconnecting');
    this.#retryTimer = setTimeout(() => void this.open(), this.#backoff.next());
  }
}
