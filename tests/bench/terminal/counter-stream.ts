const lineBytes = 11;

/** Numbers of nine digits, a line each: what `seq -f %09.0f` prints. Any lost or repeated byte shows. */
export class CounterStream {
  #rest: Buffer = Buffer.alloc(0);
  #next: number | undefined;
  /** Bytes that had to be there and were not. */
  lost = 0;
  /** Bytes that came a second time, or that belong to no number. */
  repeated = 0;

  /** How many whole numbers came. */
  get count(): number {
    return (this.#next ?? 1) - 1;
  }

  take(bytes: Uint8Array): void {
    const all = Buffer.concat([this.#rest, bytes]);
    const end = all.lastIndexOf(0x0a) + 1;
    for (const line of all.subarray(0, end).toString('latin1').split('\n').slice(0, -1)) this.#line(line);
    this.#rest = Buffer.from(all.subarray(end));
  }

  #line(line: string): void {
    const expected = this.#next ?? 1;
    // Bash ends its line editing with a sequence of its own, right before the first number.
    const form = this.#next === undefined ? /^(?:\u001b\[\?2004l\r)?(\d{9})\r$/ : /^(\d{9})\r$/;
    const number = form.exec(line)?.[1];
    if (number === undefined) {
      if (this.#next !== undefined) this.repeated += line.length + 1;
      return;
    }
    this.#count(Number(number), expected);
  }

  #count(number: number, expected: number): void {
    if (number > expected) this.lost += (number - expected) * lineBytes;
    if (number < expected) this.repeated += lineBytes;
    this.#next = Math.max(expected, number + 1);
  }
}
