import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.ts';

const root = path.resolve(import.meta.dirname, '../..');
const node = path.join(root, 'node_modules/.bin/node');
const cli = path.join(root, 'site/cli/kindlab.ts');
const startMs = 60_000;

/** The real server in a process of its own, as `npm start` runs it, with an installation of its own. */
export class RealServer {
  readonly port: number;
  readonly dataDir: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, dataDir: string) {
    this.port = port;
    this.dataDir = dataDir;
  }

  /** With a data folder below this one, and not below that of the system. */
  static async prepare(below: string = os.tmpdir()): Promise<RealServer> {
    return new RealServer(await freePort(), await mkdtemp(path.join(below, 'kindlab-real-')));
  }

  /** Of the process that runs now. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    return pid;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** Resolves when it answers. */
  async start(options: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<void> {
    const args = [cli, 'serve', '--port', String(this.port), '--data-dir', this.dataDir];
    // What is counted in the engine is to be the learners' alone.
    args.push('--pool-size', '0', ...options);
    const child = spawn(node, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.#child = child;
    const lines = { seen: '' };
    const answers = new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        lines.seen += chunk.toString();
        if (lines.seen.includes(this.url)) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}: ${lines.seen}`)));
      AbortSignal.timeout(startMs).addEventListener('abort', () =>
        reject(new Error(`no address in time: ${lines.seen}`)),
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
    await rm(this.dataDir, { recursive: true, force: true });
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
