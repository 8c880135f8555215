/**
 * The last `capacity` bytes of an endless stream, addressed by the offset since the stream began.
 * Memory is taken in blocks as bytes arrive, so that a quiet terminal costs little.
 */
export class OutputRing {
  readonly #capacity: number;
  #buffer: Buffer;
  #end = 0;
  #start = 0;

  constructor(capacity: number, initial = 16 * 1024) {
    this.#capacity = capacity;
    this.#buffer = Buffer.allocUnsafe(Math.min(initial, capacity));
  }

  /** Offset of the oldest byte that is still here. */
  get start(): number {
    return this.#start;
  }

  /** Offset that the next byte will have. */
  get end(): number {
    return this.#end;
  }

  append(chunk: Uint8Array): void {
    const kept = chunk.length > this.#capacity ? chunk.subarray(chunk.length - this.#capacity) : chunk;
    this.#reserve(Math.min(this.#capacity, this.#end - this.#start + kept.length));
    let position = this.#end + chunk.length - kept.length;
    this.#end += chunk.length;
    for (let done = 0; done < kept.length;) {
      const at = position % this.#buffer.length;
      const part = kept.subarray(done, done + this.#buffer.length - at);
      this.#buffer.set(part, at);
      done += part.length;
      position += part.length;
    }
    this.#start = Math.max(this.#start, this.#end - this.#capacity);
  }

  /** A copy of at most `max` bytes from `offset` on; throws RangeError when they are no longer here. */
  read(offset: number, max: number): Buffer {
    if (offset < this.#start || offset > this.#end) {
      throw new RangeError(`offset ${offset} is outside ${this.#start}..${this.#end}`);
    }
    const length = Math.min(max, this.#end - offset);
    const at = offset % this.#buffer.length;
    const first = this.#buffer.subarray(at, at + length);
    const rest = this.#buffer.subarray(0, length - first.length);
    return Buffer.concat([first, rest], length);
  }

  #reserve(needed: number): void {
    if (needed <= this.#buffer.length) return;
    const held = this.read(this.#start, this.#end - this.#start);
    const size = Math.min(this.#capacity, Math.max(needed, this.#buffer.length * 2));
    this.#buffer = Buffer.allocUnsafe(size);
    const at = this.#start % size;
    const first = held.subarray(0, size - at);
    this.#buffer.set(first, at);
    this.#buffer.set(held.subarray(first.length), 0);
  }
}
