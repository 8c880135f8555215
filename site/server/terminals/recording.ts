import { appendFile, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing } from '#containers/if-missing.ts';
import { recordingBytes } from '#site/protocol/terminal.ts';

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export interface RecordingOptions {
  readonly file: string;
  readonly title: string;
  readonly now: () => number;
  /** Told once; from then on nothing more is recorded. */
  readonly onTrouble: (error: unknown) => void;
}

const windowMs = 100;
/** More than this within one window is a flood that nobody reads: its end is kept. */
const windowChars = 16 * 1024;
const resetTerminal = '\u001bc';

/**
 * One tab's output as asciicast v3, written behind the terminal's back: a slow or full disk never holds up a shell.
 * What was typed is not in it, beyond what the shell itself echoed. Goes on in the same file after a restart.
 */
export class Recording {
  readonly #options: RecordingOptions;
  readonly #decoder = new TextDecoder();
  #size: TerminalSize;
  #work: Promise<void> = Promise.resolve();
  /** Bytes of the file; `undefined` until somebody has looked. */
  #bytes: number | undefined;
  #held = '';
  #heldSinceMs = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastMs: number;
  #over = false;

  constructor(options: RecordingOptions, size: TerminalSize) {
    this.#options = options;
    this.#size = size;
    this.#lastMs = options.now();
  }

  /** A new line to the shell begins: what is on the screen is painted again. */
  begin(size: TerminalSize): void {
    this.resize(size);
    this.#hold(resetTerminal);
  }

  output(chunk: Uint8Array): void {
    this.#hold(this.#decoder.decode(chunk, { stream: true }));
  }

  resize(size: TerminalSize): void {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#flush();
    this.#size = size;
    this.#event('r', `${size.cols}x${size.rows}`, this.#options.now());
  }

  /** Resolves when everything so far is in the file. */
  settle(): Promise<void> {
    this.#flush();
    return this.#work;
  }

  /** Throws away what was recorded; what comes from now on begins a new recording. */
  async erase(): Promise<void> {
    this.#flush();
    this.#enqueue(async () => {
      await rm(this.#options.file, { force: true });
      this.#bytes = 0;
    });
    await this.#work;
  }

  /** Records nothing more. */
  async close(): Promise<void> {
    await this.settle();
    this.#over = true;
  }

  #hold(text: string): void {
    if (this.#over) return;
    if (this.#held === '') this.#heldSinceMs = this.#options.now();
    this.#held += text;
    if (this.#held.length > 2 * windowChars) this.#shorten();
    this.#timer ??= setTimeout(() => this.#flush(), windowMs);
  }

  /** Keeps the end of a flood, from the beginning of a line on. */
  #shorten(): void {
    const end = this.#held.slice(-windowChars);
    const kept = end.slice(end.indexOf('\n') + 1);
    this.#dropped += this.#held.length - kept.length;
    this.#held = kept;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#held.length > windowChars) this.#shorten();
    if (this.#held === '') return;
    const gap =
      this.#dropped === 0
        ? ''
        : `\r\n\u001b[0;2m[${this.#dropped} characters are not in this recording]\u001b[0m\r\n`;
    this.#event('o', gap + this.#held, this.#heldSinceMs);
    this.#held = '';
    this.#dropped = 0;
  }

  #event(code: 'o' | 'r', data: string, atMs: number): void {
    if (this.#over) return;
    const seconds = Math.max(0, atMs - this.#lastMs) / 1000;
    this.#lastMs = atMs;
    const header = this.#header(atMs);
    this.#enqueue(() => this.#append(`${JSON.stringify([seconds, code, data])}\n`, header));
  }

  #enqueue(job: () => Promise<void>): void {
    this.#work = this.#work.then(job).catch((error: unknown) => {
      if (!this.#over) this.#options.onTrouble(error);
      this.#over = true;
    });
  }

  async #append(line: string, header: string): Promise<void> {
    if (this.#over) return;
    this.#bytes ??= await sizeOf(this.#options.file);
    if (this.#bytes >= recordingBytes) return;
    const text = this.#bytes === 0 ? header + line : line;
    await mkdir(path.dirname(this.#options.file), { recursive: true, mode: 0o700 });
    await appendFile(this.#options.file, text, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(text);
  }

  #header(atMs: number): string {
    const term = { ...this.#size, type: 'xterm-256color' };
    const timestamp = Math.floor(atMs / 1000);
    return `${JSON.stringify({ version: 3, term, timestamp, title: this.#options.title })}\n`;
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(ifMissing))?.size ?? 0;
}
