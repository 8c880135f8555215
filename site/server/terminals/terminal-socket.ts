import type { RawData, WebSocket } from 'ws';
import { Fault } from '#containers/contract/fault.ts';
import { closeCode, frameKind, type ClientMessage, type ServerMessage } from '#site/protocol/terminal.ts';
import { decodeFrame, decodeMessage, encodeFrame, encodeMessage, malformed, toBuffer } from './frames.ts';
import type { LineEnd } from './terminal-line.ts';
import type { TabClient, TerminalTab } from './terminal-tab.ts';

export interface SocketEvents {
  /** The learner pressed Enter: the world may have changed. */
  onEnter(): void;
  /** An error that is not the client's, to be logged; answers what the client may see. */
  onError(error: unknown): Fault;
}

const attachDeadlineMs = 10_000;
const endDeadlineMs = 15_000;
const enter = 0x0d;
const nothing = new Uint8Array(0);

/** Speaks the terminal wire on one WebSocket for one tab. Whatever it receives, the server stays up. */
export class TerminalSocket implements TabClient {
  readonly #socket: WebSocket;
  readonly #tab: TerminalTab;
  readonly #events: SocketEvents;
  readonly #deadline: NodeJS.Timeout;
  #asked = false;

  constructor(socket: WebSocket, tab: TerminalTab, events: SocketEvents) {
    this.#socket = socket;
    this.#tab = tab;
    this.#events = events;
    this.#deadline = setTimeout(() => this.#refuse(malformed('no attach came')), attachDeadlineMs);
    socket.on('message', (data, isBinary) => this.#guard(() => this.#receive(data, isBinary)));
    socket.on('close', () => this.#gone());
    // ws closes the socket itself (1009 for an oversized frame); without a listener the process would end.
    socket.on('error', () => this.#gone());
  }

  get closed(): boolean {
    return this.#socket.readyState !== this.#socket.OPEN;
  }

  send(message: ServerMessage): void {
    if (!this.closed) this.#socket.send(encodeMessage(message));
  }

  sendFrame(frame: Buffer, done: () => void): void {
    if (!this.closed) this.#socket.send(frame, { binary: true }, () => done());
  }

  takenOver(): void {
    this.send({ type: 'takenOver' });
    this.#socket.close(closeCode.takenOver, 'taken over');
  }

  lineEnded(reason: LineEnd): void {
    if (reason === 'exited') {
      this.send({ type: 'exited' });
      this.#socket.close(closeCode.exited, 'exited');
      return;
    }
    this.#socket.close(closeCode.restarting, 'the line to the workspace was lost');
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    const fault = error instanceof Fault ? error : this.#events.onError(error);
    this.send({ type: 'error', code: fault.code, message: fault.message, hint: fault.hint });
    const gone = fault.code === 'ENVIRONMENT_MISSING' || fault.code === 'LEASE_ENDED';
    const code =
      fault.code === 'PROTOCOL' ? closeCode.protocol : gone ? closeCode.gone : closeCode.restarting;
    this.#socket.close(code, fault.code);
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.closed) return;
    const bytes = toBuffer(data);
    if (!isBinary) return this.#obey(decodeMessage(bytes.toString('utf8')));
    const line = this.#tab.lineOf(this);
    const frame = decodeFrame(bytes);
    if (line === undefined) throw malformed('bytes came before `attached`');
    if (frame.kind === 'outputAck') return line.acknowledge(frame.offset);
    const typed = line.input(frame.offset, frame.data);
    this.#socket.send(encodeFrame(frameKind.inputAck, line.inputOffset, nothing), { binary: true });
    if (typed.includes(enter)) this.#events.onEnter();
  }

  #obey(message: ClientMessage): void {
    if (message.type === 'attach') return this.#attach(message);
    if (!this.#asked) throw malformed(`\`${message.type}\` came before \`attach\``);
    if (message.type === 'resize') return this.#tab.resize(this, message.cols, message.rows);
    this.#tab.end(AbortSignal.timeout(endDeadlineMs)).catch((error: unknown) => this.#refuse(error));
  }

  #attach(message: Extract<ClientMessage, { type: 'attach' }>): void {
    if (this.#asked) throw malformed('a second attach came');
    this.#asked = true;
    clearTimeout(this.#deadline);
    this.#tab.attach(this, message).catch((error: unknown) => this.#refuse(error));
  }

  #gone(): void {
    clearTimeout(this.#deadline);
    this.#tab.leave(this);
  }
}
