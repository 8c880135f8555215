import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.ts';

const root = path.resolve(import.meta.dirname, '../..');
const node = path.join(root, 'node_modules/.bin/node');
const cli = path.join(root, 'site/cli/kindlab.ts');
const startMs = 300_000;

/** The real server in a process of its own, as `npm start` runs it, with an installation of its own. */
export class RealServer {
  readonly port: number;
  readonly dataDir: string;
  /** Where it and all that it starts put what is needed for a moment; by it their processes are known, too. */
  readonly tempDir: string;
  readonly #options: readonly string[];
  #child: ChildProcess | undefined;
  #said = '';
  #startedAt = 0;

  private constructor(port: number, dataDir: string, tempDir: string, options: readonly string[]) {
    this.port = port;
    this.dataDir = dataDir;
    this.tempDir = tempDir;
    this.#options = options;
  }

  /** With a data folder below this one, and not below that of the system; with these options at every start. */
  static async prepare(below: string = os.tmpdir(), options: readonly string[] = []): Promise<RealServer> {
    const dataDir = await mkdtemp(path.join(below, 'kindlab-real-'));
    const tempDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-real-temp-'));
    return new RealServer(await freePort(), dataDir, tempDir, options);
  }

  /** What the process that runs now has printed. */
  get said(): string {
    return this.#said;
  }

  /** Of the process that runs now. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    return pid;
  }

  /** When the process that runs now was started. */
  get startedAt(): number {
    return this.#startedAt;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** Resolves when it answers. */
  async start(more: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<void> {
    const args = [cli, 'serve', '--port', String(this.port), '--data-dir', this.dataDir];
    // What is counted in the engine is to be the learners' alone.
    args.push('--pool-size', '0', ...this.#options, ...more);
    const child = spawn(node, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: this.tempDir, ...env },
    });
    this.#child = child;
    this.#said = '';
    this.#startedAt = Date.now();
    const answers = new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString();
        if (this.#said.includes(this.url)) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}: ${this.#said}`)));
      AbortSignal.timeout(startMs).addEventListener('abort', () =>
        reject(new Error(`no address in time: ${this.#said}`)),
      );
    });
    await answers;
  }

  /** SIGKILL: no chance to save anything. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends the server and everything it made on this machine. */
  async remove(): Promise<void> {
    await this.stop();
    const destroy = spawn(node, [cli, 'env', 'destroy', '--all', '--data-dir', this.dataDir], {
      cwd: root,
      stdio: 'inherit',
    });
    await once(destroy, 'close');
    for (const folder of [this.dataDir, this.tempDir]) await rm(folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }
}
