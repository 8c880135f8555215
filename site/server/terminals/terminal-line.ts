import { randomUUID } from 'node:crypto';
import type { Shell } from '#containers/contract/environment.ts';
import { frameKind, highWater, lowWater, ringBytes } from '#site/protocol/terminal.ts';
import type { Crowd } from './crowd.ts';
import { encodeFrame, malformed } from './frames.ts';
import { OutputRing } from './output-ring.ts';

export type LineEnd = 'exited' | 'detached' | 'overrun';

/** Where a line sends its bytes: one socket. `done` is called once the bytes have left this process. */
export interface LineClient {
  sendFrame(frame: Buffer, done: () => void): void;
  /** The line has nothing more to say. */
  lineEnded(reason: LineEnd): void;
}

const mostPerFrame = 64 * 1024;
/** What a line may print in one window while others type: hundreds of screens a second. */
const sharedBytes = 32 * 1024;
const windowMs = 25;

/**
 * One PTY line with its replay ring and byte offsets; outlives sockets. A byte is sent at once when the socket
 * is idle, and together with its followers while it is busy. The PTY waits when the client acknowledges too little,
 * and when it floods while others type.
 */
export class TerminalLine {
  readonly epoch = randomUUID();
  readonly #shell: Shell;
  readonly #crowd: Crowd;
  readonly #ring = new OutputRing(ringBytes);
  #client: LineClient | undefined;
  #sent = 0;
  #acknowledged = 0;
  #typed = 0;
  #paused = false;
  /** More is on its way than a client is sent without an answer. */
  #full = false;
  #windowFromMs = 0;
  #windowBytes = 0;
  #pacing: NodeJS.Timeout | undefined;
  #sending = false;
  #end: LineEnd | undefined;
  readonly #followers = new Set<() => void>();

  constructor(shell: Shell, crowd: Crowd) {
    this.#shell = shell;
    this.#crowd = crowd;
    shell.onData((chunk) => this.#receive(chunk));
    shell.onClose((reason) => this.#finish(reason));
  }

  get inputOffset(): number {
    return this.#typed;
  }

  get outputOffset(): number {
    return this.#ring.end;
  }

  /** Offset of the oldest byte that can still be read. */
  get outputStart(): number {
    return this.#ring.start;
  }

  /** Why the line ended; `undefined`: it goes on. */
  get end(): LineEnd | undefined {
    return this.#end;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Whether a client that has seen everything before `offset` can go on without a gap. */
  canResume(epoch: string | undefined, offset: number | undefined): offset is number {
    if (epoch !== this.epoch || offset === undefined || this.#end !== undefined) return false;
    return offset >= this.#ring.start && offset <= this.#ring.end;
  }

  /** From now on `client` gets the bytes from `offset` on; it takes the place of an earlier one. */
  attach(client: LineClient, offset: number): void {
    this.#client = client;
    this.#sent = offset;
    this.#acknowledged = offset;
    this.#sending = false;
    this.#regulate();
    this.#pump();
  }

  /** Bytes stay in the ring; the PTY goes on until the ring holds a full window. */
  release(client: LineClient): void {
    if (this.#client === client) this.#client = undefined;
  }

  /** Hears of every byte and of the end, until the answer is called. Never holds the line up. */
  follow(listener: () => void): () => void {
    this.#followers.add(listener);
    return () => {
      this.#followers.delete(listener);
    };
  }

  /** At most `max` bytes from `offset` on. */
  readOutput(offset: number, max: number): Buffer {
    return this.#ring.read(offset, max);
  }

  /** Types for somebody else: the offsets of whoever the line belongs to stay theirs. */
  typeAsGuest(data: Uint8Array): void {
    if (this.#end === undefined) this.#shell.write(data);
  }

  acknowledge(offset: number): void {
    if (offset > this.#sent) throw malformed('bytes were acknowledged that were never sent');
    this.#acknowledged = Math.max(this.#acknowledged, offset);
    this.#regulate();
  }

  /** Types the bytes that were not typed before, and says how far the PTY has them. Throws on a gap. */
  input(offset: number, data: Uint8Array): Uint8Array {
    if (offset > this.#typed) throw malformed(`input jumped from byte ${this.#typed} to ${offset}`);
    const fresh = data.subarray(Math.min(data.length, this.#typed - offset));
    if (fresh.length === 0 || this.#end !== undefined) return fresh.subarray(0, 0);
    this.#crowd.typed(this);
    this.#shell.write(fresh);
    this.#typed += fresh.length;
    return fresh;
  }

  resize(cols: number, rows: number): Promise<void> {
    return this.#end === undefined ? this.#shell.resize(cols, rows) : Promise.resolve();
  }

  /** Lets go of the PTY; the shell itself lives on in the workspace. Idempotent. */
  detach(): Promise<void> {
    this.#client = undefined;
    this.#end ??= 'detached';
    clearTimeout(this.#pacing);
    this.#tellFollowers();
    return this.#shell.detach();
  }

  #receive(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.#end !== undefined) return;
    this.#ring.append(chunk);
    this.#pace(chunk.length);
    this.#regulate();
    this.#pump();
    this.#tellFollowers();
  }

  #pace(bytes: number): void {
    const now = performance.now();
    if (now - this.#windowFromMs >= windowMs) {
      this.#windowFromMs = now;
      this.#windowBytes = 0;
    }
    this.#windowBytes += bytes;
    if (this.#windowBytes < sharedBytes || this.#pacing !== undefined) return;
    if (!this.#crowd.othersType(this)) return;
    this.#pacing = setTimeout(() => {
      this.#pacing = undefined;
      this.#regulate();
    }, windowMs);
  }

  #regulate(): void {
    const waiting = this.#ring.end - this.#acknowledged;
    this.#full = this.#full ? waiting >= lowWater : waiting > highWater;
    const pause = this.#full || this.#pacing !== undefined;
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.#shell.pause();
    else this.#shell.resume();
  }

  #pump(): void {
    const client = this.#client;
    if (client === undefined || this.#sending) return;
    if (this.#sent < this.#ring.start) return this.#finish('overrun');
    if (this.#sent === this.#ring.end) return this.#announceEnd();
    const payload = this.#ring.read(this.#sent, mostPerFrame);
    const frame = encodeFrame(frameKind.output, this.#sent, payload);
    this.#sent += payload.length;
    this.#sending = true;
    client.sendFrame(frame, () => {
      if (this.#client !== client) return;
      this.#sending = false;
      this.#pump();
    });
  }

  #finish(reason: LineEnd): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    clearTimeout(this.#pacing);
    if (reason === 'overrun') this.#announceEnd();
    else this.#pump();
    this.#tellFollowers();
  }

  #tellFollowers(): void {
    for (const listener of this.#followers) listener();
  }

  #announceEnd(): void {
    if (this.#end !== undefined) this.#client?.lineEnded(this.#end);
  }
}
