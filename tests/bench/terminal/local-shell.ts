import { spawn, type IPty } from '@lydell/node-pty';
import type { Shell, ShellRequest } from '#containers/contract/environment.ts';

/** A shell on a PTY of this machine. Nothing keeps it alive behind the line: detaching ends it. */
export class LocalShell implements Shell {
  readonly #pty: IPty;
  #closed = false;

  constructor(command: string, { cols, rows }: ShellRequest) {
    this.#pty = spawn(command, [], { name: 'xterm-256color', cols, rows, encoding: null });
    this.#pty.onExit(() => {
      this.#closed = true;
    });
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    // Without an encoding it hands out buffers, whatever its type says.
    this.#pty.onData((chunk) => listener(chunk as unknown as Buffer));
  }

  onClose(listener: (reason: 'exited' | 'detached') => void): void {
    this.#pty.onExit(() => listener('exited'));
  }

  write(data: Uint8Array): void {
    if (!this.#closed) this.#pty.write(Buffer.from(data).toString('utf8'));
  }

  resize(cols: number, rows: number): Promise<void> {
    if (!this.#closed) this.#pty.resize(cols, rows);
    return Promise.resolve();
  }

  pause(): void {
    this.#pty.pause();
  }

  resume(): void {
    this.#pty.resume();
  }

  detach(): Promise<void> {
    if (!this.#closed) this.#pty.kill();
    return Promise.resolve();
  }
}
