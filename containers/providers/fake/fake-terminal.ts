import type { Shell } from '#containers/contract/environment.ts';
import { runFakeCommand } from './fake-commands.ts';
import type { FakeFiles } from './fake-files.ts';
import { FakeLine } from './fake-line.ts';

const prompt = '\x1b[32mlearner@fake\x1b[0m:\x1b[34m~\x1b[0m$ ';
const scrollbackChars = 16 * 1024;

/**
 * A shell that lives in memory across lines, as a tmux session does: detach leaves it running, the next attach
 * redraws the screen and takes it over. Deterministic, a small line editor, a handful of commands.
 */
export class FakeTerminal {
  #screen = prompt;
  #line: FakeLine | undefined;
  #typed = '';
  readonly #history: string[] = [];
  #recall = 0;
  #running: AbortController | undefined;
  #size = { cols: 80, rows: 24 };
  readonly #decoder = new TextDecoder();
  readonly #files: FakeFiles;
  readonly #onExit: () => void;

  constructor(files: FakeFiles, onExit: () => void) {
    this.#files = files;
    this.#onExit = onExit;
  }

  attach(size: { readonly cols: number; readonly rows: number }): Shell {
    this.#line?.close('detached');
    this.#size = size;
    const line = new FakeLine({
      write: (data) => this.#type(this.#decoder.decode(data, { stream: true })),
      resize: (cols, rows) => {
        this.#size = { cols, rows };
      },
      detached: () => {
        if (this.#line === line) this.#line = undefined;
      },
    });
    this.#line = line;
    line.push(`\x1b[2J\x1b[H${this.#screen}`);
    return line;
  }

  /** Ends the shell for good. */
  exit(): void {
    this.#running?.abort();
    this.#line?.close('exited');
    this.#onExit();
  }

  #print(text: string): void {
    this.#screen = `${this.#screen}${text}`.slice(-scrollbackChars);
    this.#line?.push(text);
  }

  #type(text: string): void {
    // One key, one escape sequence, or one run of printable text at a time.
    for (const [key] of text.matchAll(
      /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z]|.)?|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f\x1b]+/gsu,
    ))
      this.#key(key);
  }

  #key(key: string): void {
    if (key === '\x03') return this.#interrupt();
    if (this.#running !== undefined) return;
    if (key === '\r' || key === '\n') return this.#enter();
    if (key === '\x7f' || key === '\b') return this.#replace(this.#typed.replace(/.$/su, ''));
    if (key === '\x15') return this.#replace('');
    if (key === '\x0c') return this.#clear();
    if (key === '\x04') return this.#typed === '' ? this.exit() : undefined;
    if (key === '\x1b[A' || key === '\x1bOA') return this.#recallBy(-1);
    if (key === '\x1b[B' || key === '\x1bOB') return this.#recallBy(1);
    if (key.charCodeAt(0) < 0x20) return;
    this.#typed += key;
    this.#print(key);
  }

  #replace(text: string): void {
    this.#typed = text;
    this.#print(`\r\x1b[K${prompt}${text}`);
  }

  #recallBy(step: number): void {
    this.#recall = Math.min(Math.max(this.#recall + step, 0), this.#history.length);
    this.#replace(this.#history[this.#recall] ?? '');
  }

  #clear(): void {
    this.#screen = '';
    this.#print(`\x1b[2J\x1b[H${prompt}${this.#typed}`);
  }

  #interrupt(): void {
    this.#running?.abort();
    if (this.#running !== undefined) return;
    this.#typed = '';
    this.#print(`^C\r\n${prompt}`);
  }

  #enter(): void {
    const command = this.#typed.trim();
    this.#typed = '';
    this.#print('\r\n');
    if (command === '') return this.#print(prompt);
    this.#history.push(command);
    this.#recall = this.#history.length;
    if (command === 'exit') return this.exit();
    if (command === 'clear') return this.#clear();
    void this.#run(command);
  }

  async #run(command: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    const result = await runFakeCommand(command, {
      signal: running.signal,
      files: this.#files,
      size: () => this.#size,
      print: async (text) => {
        this.#print(text.replaceAll('\n', '\r\n'));
        await this.#line?.drained();
      },
    });
    this.#running = undefined;
    this.#print(result === 'interrupted' ? `^C\r\n${prompt}` : prompt);
  }
}
