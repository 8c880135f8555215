import type { Shell } from '#containers/contract/environment.ts';

export interface FakeLineOwner {
  write(data: Uint8Array): void;
  resize(cols: number, rows: number): void;
  detached(): void;
}

/** One line to a fake terminal: a Shell whose bytes wait in memory while it is paused. */
export class FakeLine implements Shell {
  readonly #owner: FakeLineOwner;
  readonly #encoder = new TextEncoder();
  #waiting: Uint8Array[] = [];
  #paused = false;
  #closed: 'exited' | 'detached' | undefined;
  #data: ((chunk: Uint8Array) => void) | undefined;
  #close: ((reason: 'exited' | 'detached') => void) | undefined;
  readonly #drain: (() => void)[] = [];

  constructor(owner: FakeLineOwner) {
    this.#owner = owner;
  }

  /** Sends text, or keeps it while nobody listens or the reader has paused. */
  push(text: string): void {
    if (this.#closed !== undefined) return;
    this.#waiting.push(this.#encoder.encode(text));
    this.#flush();
  }

  /** Resolves when everything was taken: what makes a paused reader stop the command, as a real PTY does. */
  async drained(): Promise<void> {
    if (this.#closed !== undefined || this.#waiting.length === 0) return;
    await new Promise<void>((resolve) => this.#drain.push(resolve));
  }

  close(reason: 'exited' | 'detached'): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#owner.detached();
    this.#waiting = [];
    this.#wakeDrained();
    this.#close?.(reason);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#data = listener;
    this.#flush();
  }

  onClose(listener: (reason: 'exited' | 'detached') => void): void {
    this.#close = listener;
    if (this.#closed !== undefined) listener(this.#closed);
  }

  write(data: Uint8Array): void {
    if (this.#closed === undefined) this.#owner.write(data);
  }

  resize(cols: number, rows: number): Promise<void> {
    this.#owner.resize(cols, rows);
    return Promise.resolve();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#flush();
  }

  detach(): Promise<void> {
    this.close('detached');
    return Promise.resolve();
  }

  #flush(): void {
    while (!this.#paused && this.#data !== undefined) {
      const chunk = this.#waiting.shift();
      if (chunk === undefined) break;
      this.#data(chunk);
    }
    if (this.#waiting.length === 0) this.#wakeDrained();
  }

  #wakeDrained(): void {
    for (const wake of this.#drain.splice(0)) wake();
  }
}
