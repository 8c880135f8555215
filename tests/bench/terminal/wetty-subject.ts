import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import type { Screen } from './screen.ts';
import { freePort } from '#tests/support/free-port.ts';
import { startProgram, stopProgram } from './program.ts';
import { shellPrompt, startDeadlineMs, type BenchTerminal, type Subject } from './subject.ts';

/** As much of socket.io's client as is used here. */
interface IoSocket {
  on(event: string, listener: (text: string) => void): void;
  emit(event: string, data: unknown): void;
  disconnect(): void;
}
interface IoModule {
  io(url: string, options: object): IoSocket;
}

const version = '3.2.0';
const installDeadlineMs = 300_000;
/** How many characters its own page draws before it says so. */
const commitChars = 262_144;

/** wetty from npm, put into a folder of its own, and spoken to as its own page does. */
export class WettySubject implements Subject {
  readonly name = `wetty ${version}`;
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #client: IoModule;

  private constructor(child: ChildProcess, url: string, client: IoModule) {
    this.#child = child;
    this.#url = url;
    this.#client = client;
  }

  /** Throws when it can't be installed or does not start. */
  static async start(folder: string, shell: string): Promise<WettySubject> {
    // As another user it would ask for a login by SSH.
    if (process.getuid?.() !== 0) throw new Error('it gives out local shells to root only');
    const home = path.join(folder, 'wetty');
    await execa('npm', ['install', '--prefix', home, '--no-audit', '--no-fund', `wetty@${version}`], {
      timeout: installDeadlineMs,
    });
    const modules = path.join(home, 'node_modules');
    const port = await freePort();
    const address = ['--host', '127.0.0.1', '--port', String(port), '--log-level', 'error'];
    const main = path.join(modules, 'wetty/build/main.js');
    const url = `http://127.0.0.1:${port}`;
    const child = await startProgram(process.execPath, [main, ...address, '--command', shell], url);
    const entry = path.join(modules, 'socket.io-client/build/esm-debug/index.js');
    return new WettySubject(child, url, (await import(pathToFileURL(entry).href)) as IoModule);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async open(_id: string, screen: Screen): Promise<BenchTerminal> {
    const socket = this.#client.io(this.#url, {
      path: '/socket.io',
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    const encoder = new TextEncoder();
    let drawn = 0;
    socket.on('data', (text) => {
      screen.take(encoder.encode(text), () => {
        drawn += text.length;
        if (drawn < commitChars) return;
        drawn -= commitChars;
        socket.emit('commit', commitChars);
      });
    });
    await screen.shows(shellPrompt, startDeadlineMs);
    return { type: (text) => socket.emit('input', text), close: () => socket.disconnect() };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return stopProgram(this.#child);
  }
}
