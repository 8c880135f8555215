export interface ScreenOptions {
  /** Bytes that it draws in a second; absent: as fast as they come. */
  readonly bytesPerSecond?: number;
  readonly onDrawn?: (bytes: Uint8Array) => void;
}

interface Waiting {
  readonly marker: string;
  readonly resolve: () => void;
}

const keptChars = 4096;
const decoder = new TextDecoder('latin1');

/** What a browser's terminal is to its server: takes bytes, draws them in order, and says when they are drawn. */
export class Screen {
  readonly #options: ScreenOptions;
  readonly #queue: { readonly bytes: Uint8Array; readonly done: () => void }[] = [];
  #drawing = false;
  #stalled = false;
  #dueMs = 0;
  #tail = '';
  #waiting: Waiting | undefined;
  /** Bytes drawn so far. */
  drawn = 0;

  constructor(options: ScreenOptions = {}) {
    this.#options = options;
  }

  take(bytes: Uint8Array, done: () => void): void {
    if (this.#stalled) return;
    if (this.#options.bytesPerSecond === undefined) return this.#put(bytes, done);
    this.#queue.push({ bytes, done });
    if (!this.#drawing) this.#next(this.#options.bytesPerSecond);
  }

  /** Draws nothing more and never says that it did, as a page does that the browser has put to sleep. */
  stall(): void {
    this.#stalled = true;
  }

  /** From now on only what comes later counts. */
  forget(): void {
    this.#tail = '';
  }

  /** Resolves once the text has been drawn since the last `forget`; rejects after the deadline. */
  shows(marker: string, deadlineMs = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = undefined;
        reject(
          new Error(`no ${JSON.stringify(marker)} within ${deadlineMs} ms; last: ${this.#tail.slice(-200)}`),
        );
      }, deadlineMs);
      this.#waiting = {
        marker,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.#look();
    });
  }

  #next(bytesPerSecond: number): void {
    const first = this.#queue.shift();
    this.#drawing = first !== undefined;
    if (first === undefined) return;
    this.#dueMs = Math.max(this.#dueMs, performance.now()) + (first.bytes.length / bytesPerSecond) * 1000;
    const draw = (): void => {
      this.#put(first.bytes, first.done);
      this.#next(bytesPerSecond);
    };
    const waitMs = this.#dueMs - performance.now();
    if (waitMs < 1) setImmediate(draw);
    else setTimeout(draw, waitMs);
  }

  #put(bytes: Uint8Array, done: () => void): void {
    this.drawn += bytes.length;
    this.#tail = (this.#tail + decoder.decode(bytes)).slice(-Math.max(keptChars, bytes.length));
    this.#options.onDrawn?.(bytes);
    this.#look();
    done();
  }

  #look(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || !this.#tail.includes(waiting.marker)) return;
    this.#waiting = undefined;
    waiting.resolve();
  }
}
