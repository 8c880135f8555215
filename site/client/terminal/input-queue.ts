/** Typed bytes that the server has not acknowledged, so that a new socket can go on exactly where the old one broke. */
export class InputQueue {
  #pending = new Uint8Array();
  #base = 0;

  /** Offset of the next byte to be typed. */
  get end(): number {
    return this.#base + this.#pending.length;
  }

  /** Starts over in a new epoch; what was not sent is dropped. */
  restart(offset: number): void {
    this.#pending = new Uint8Array();
    this.#base = offset;
  }

  /** Takes typed bytes in and says at which offset they begin. */
  push(bytes: Uint8Array): number {
    const offset = this.end;
    const joined = new Uint8Array(this.#pending.length + bytes.length);
    joined.set(this.#pending);
    joined.set(bytes, this.#pending.length);
    this.#pending = joined;
    return offset;
  }

  /** Everything before `offset` reached the shell. Offsets that make no sense are ignored. */
  acknowledge(offset: number): void {
    if (offset <= this.#base || offset > this.end) return;
    this.#pending = this.#pending.slice(offset - this.#base);
    this.#base = offset;
  }

  /** What has to be sent (again) from `offset` on. */
  from(offset: number): Uint8Array {
    this.acknowledge(offset);
    return this.#pending;
  }
}
