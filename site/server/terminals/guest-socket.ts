import type { WebSocket } from 'ws';
import { Fault } from '#containers/contract/fault.ts';
import { closeCode, frameKind, type ServerMessage } from '#site/protocol/terminal.ts';
import { RequestFault } from '../fault-to-response.ts';
import { decodeFrame, decodeMessage, encodeFrame, encodeMessage, malformed, toBuffer } from './frames.ts';
import { LineWatch } from './line-watch.ts';
import type { LineClient, LineEnd, TerminalLine } from './terminal-line.ts';
import type { SocketEvents } from './terminal-socket.ts';
import type { TabWatcher, TerminalTab } from './terminal-tab.ts';
import type { Guest } from './tickets.ts';

const attachDeadlineMs = 10_000;
/** One record of the audit log holds at most this much. */
const mostPerRecord = 4 * 1024;
const mostWaiting = 64 * 1024;
const mostMissed = 2;
const enter = 0x0d;
const nothing = new Uint8Array(0);

/**
 * The terminal wire for somebody whom the learner lets look: output as the learner has it, in the learner's size. Typing is
 * refused unless the learner grants it, and written down before it is typed.
 */
export class GuestSocket implements LineClient, TabWatcher {
  readonly #socket: WebSocket;
  readonly #tab: TerminalTab;
  readonly #guest: Guest;
  readonly #events: SocketEvents;
  readonly #deadline: NodeJS.Timeout;
  #leave: (() => void) | undefined;
  #depart: (() => void) | undefined;
  #beat: NodeJS.Timeout | undefined;
  /** Beats that it has not answered. */
  #missed = 0;
  #line: TerminalLine | undefined;
  #watch: LineWatch | undefined;
  #received = 0;
  #typed = 0;
  #waiting: Buffer = Buffer.alloc(0);
  #typing = false;

  constructor(
    socket: WebSocket,
    {
      tab,
      guest,
      events,
    }: { readonly tab: TerminalTab; readonly guest: Guest; readonly events: SocketEvents },
  ) {
    this.#socket = socket;
    this.#tab = tab;
    this.#guest = guest;
    this.#events = events;
    this.#deadline = setTimeout(() => this.#refuse(malformed('no attach came')), attachDeadlineMs);
    socket.on('message', (data, isBinary) => {
      try {
        this.#receive(toBuffer(data), isBinary);
      } catch (error) {
        this.#refuse(error);
      }
    });
    socket.on('pong', () => (this.#missed = 0));
    socket.on('close', () => this.#gone());
    socket.on('error', () => this.#gone());
  }

  sendFrame(frame: Buffer, done: () => void): void {
    if (this.#isOpen()) this.#socket.send(frame, { binary: true }, () => done());
  }

  lineEnded(reason: LineEnd): void {
    // A shell that ended or a line that was given up may come back: the learner's page opens the next one.
    if (reason === 'overrun') this.#socket.close(closeCode.restarting, 'too slow');
  }

  lineChanged(line: TerminalLine): void {
    this.#watch?.close();
    this.#line = line;
    this.#received = 0;
    this.#typed = 0;
    this.#waiting = Buffer.alloc(0);
    // What the ring has lost can't be shown; then the screen is painted anew.
    const isWhole = line.outputStart === 0;
    const outputOffset = isWhole ? 0 : line.outputOffset;
    this.#send({ type: 'attached', epoch: line.epoch, resumed: false, outputOffset, inputOffset: 0 });
    this.#watch = new LineWatch(line, this, outputOffset);
    if (!isWhole) this.#tab.repaint().catch((error: unknown) => this.#events.onError(error));
  }

  resized(size: { readonly cols: number; readonly rows: number }): void {
    this.#send({ type: 'size', ...size });
  }

  tabClosed(): void {
    this.#socket.close(closeCode.restarting, 'the line to the workspace was lost');
  }

  #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #send(message: ServerMessage): void {
    if (this.#isOpen()) this.#socket.send(encodeMessage(message));
  }

  #refuse(error: unknown): void {
    const fault = error instanceof Fault ? error : this.#events.onError(error);
    this.#send({ type: 'error', code: fault.code, message: fault.message, hint: fault.hint });
    const isTheirs = fault.code === 'PROTOCOL' || fault.code === 'NOT_ALLOWED';
    this.#socket.close(isTheirs ? closeCode.protocol : closeCode.restarting, fault.code);
  }

  #receive(bytes: Buffer, isBinary: boolean): void {
    if (!this.#isOpen()) return;
    if (!isBinary) return this.#obey(bytes.toString('utf8'));
    const frame = decodeFrame(bytes);
    if (frame.kind === 'input') this.#input(frame.offset, frame.data);
  }

  #obey(text: string): void {
    const { type } = decodeMessage(text);
    if (type !== 'attach') throw onlyLooking();
    if (this.#leave !== undefined) throw malformed('a second attach came');
    clearTimeout(this.#deadline);
    this.#leave = this.#tab.watch(this);
    this.#depart = this.#guest.arrive();
    this.#beat = setInterval(() => this.#askWhetherThere(), this.#guest.beatMs).unref();
  }

  /** A computer that went to sleep or lost its network closes nothing by itself. */
  #askWhetherThere(): void {
    if (this.#missed === mostMissed) return this.#socket.terminate();
    this.#missed += 1;
    if (this.#isOpen()) this.#socket.ping();
  }

  #input(offset: number, data: Uint8Array): void {
    if (this.#line === undefined) throw malformed('bytes came before `attached`');
    if (offset > this.#received) throw malformed(`input jumped from byte ${this.#received} to ${offset}`);
    const fresh = data.subarray(Math.min(data.length, this.#received - offset));
    if (fresh.length === 0) return this.#acknowledge();
    if (!this.#guest.mayType()) {
      this.#guest.recordRefused(fresh).catch((error: unknown) => this.#events.onError(error));
      throw onlyLooking();
    }
    if (this.#waiting.length + fresh.length > mostWaiting)
      throw malformed('more was typed than can be written down');
    this.#received += fresh.length;
    this.#waiting = Buffer.concat([this.#waiting, fresh]);
    if (this.#typing) return;
    this.#typing = true;
    this.#typeWaiting()
      .catch((error: unknown) => this.#refuse(error))
      .finally(() => (this.#typing = false));
  }

  /** Written down first. What was revoked meanwhile is not typed any more. */
  async #typeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const line = this.#line;
      const bytes = this.#waiting.subarray(0, mostPerRecord);
      this.#waiting = this.#waiting.subarray(bytes.length);
      await this.#guest.record(bytes);
      if (!this.#guest.mayType()) {
        await this.#guest.recordRefused(bytes);
        throw onlyLooking();
      }
      if (line === undefined || line !== this.#line) return;
      line.typeAsGuest(bytes);
      this.#typed += bytes.length;
      this.#acknowledge();
      if (bytes.includes(enter)) this.#events.onEnter();
    }
  }

  #acknowledge(): void {
    if (this.#isOpen())
      this.#socket.send(encodeFrame(frameKind.inputAck, this.#typed, nothing), { binary: true });
  }

  #gone(): void {
    clearTimeout(this.#deadline);
    clearInterval(this.#beat);
    this.#leave?.();
    this.#depart?.();
    this.#watch?.close();
  }
}

function onlyLooking(): RequestFault {
  return new RequestFault(403, {
    code: 'NOT_ALLOWED',
    message: 'The learner lets you look at this terminal, not use it.',
    hint: 'Ask them to let you type; they find the button above their terminal.',
  });
}
