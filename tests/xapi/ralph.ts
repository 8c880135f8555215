import { execa } from 'execa';
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { pythonWith } from '#tests/support/python-venv.ts';
import { until } from '#tests/server/until.ts';

const statements = z.object({ statements: z.array(z.record(z.string(), z.unknown())) });
const startMs = 120_000;
const hash = 'import bcrypt, sys; print(bcrypt.hashpw(sys.argv[1].encode(), bcrypt.gensalt(4)).decode())';

/**
 * Ralph, somebody else's learning record store, and judge of what xAPI allows. It listens once it is told to, so that a
 * test can see what comes of a store that is down.
 */
export class Ralph implements AsyncDisposable {
  readonly endpoint: string;
  readonly user = 'kindlab';
  readonly password = 'hush hush';
  readonly #port: number;
  readonly #python: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, python: string, folder: string) {
    this.#port = port;
    this.#python = python;
    this.#folder = folder;
    this.endpoint = `http://127.0.0.1:${port}/xAPI/`;
  }

  /** `port`: one that is free. */
  static async install(port: number): Promise<Ralph> {
    // It needs the latter, and does not say so.
    const python = await pythonWith('ralph-malph[lrs]==5.1.0', 'requests==2.34.2');
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-ralph-'));
    return new Ralph(port, python, folder);
  }

  async start(): Promise<void> {
    const { stdout } = await execa(this.#python, ['-c', hash, this.password], { timeout: 60_000 });
    const agent = { mbox: 'mailto:kindlab@example.com' };
    const known = [{ username: this.user, hash: stdout, scopes: ['all'], agent }];
    await writeFile(path.join(this.#folder, 'auth.json'), JSON.stringify(known));
    await mkdir(path.join(this.#folder, 'statements'));
    const args = [path.join(import.meta.dirname, 'run-ralph.py'), String(this.#port)];
    this.#process = spawn(this.#python, args, {
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        RALPH_APP_DIR: this.#folder,
        RALPH_AUTH_FILE: path.join(this.#folder, 'auth.json'),
        RALPH_RUNSERVER_BACKEND: 'fs',
        RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH: path.join(this.#folder, 'statements'),
      },
    });
    let said = '';
    this.#process.stderr?.on('data', (chunk) => (said = `${said}${String(chunk)}`.slice(-2000)));
    try {
      await Promise.race([
        until('Ralph', () => this.read().catch(() => undefined), startMs),
        once(this.#process, 'exit').then(() => {
          throw new Error('it ended');
        }),
      ]);
    } catch (cause) {
      throw new Error(`The record store Ralph does not answer. It says:\n${said}`, { cause });
    }
  }

  get isUp(): boolean {
    return this.#process !== undefined;
  }

  /** Everything that it has taken. */
  async read(): Promise<readonly Record<string, unknown>[]> {
    const answer = await this.#call('GET', 'statements');
    return statements.parse(await answer.json()).statements;
  }

  /** What it says to a statement that is sent once more. */
  async put(statement: Record<string, unknown>): Promise<number> {
    const answer = await this.#call('PUT', `statements?statementId=${String(statement['id'])}`, statement);
    return answer.status;
  }

  /** What its model of xAPI says of each: `valid`, or why not. */
  async judge(all: readonly object[]): Promise<readonly string[]> {
    const script = path.join(import.meta.dirname, 'judge.py');
    const { stdout } = await execa(this.#python, [script], { input: JSON.stringify(all), timeout: startMs });
    return z.array(z.string()).parse(JSON.parse(stdout));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#process;
    if (running !== undefined) {
      const gone = once(running, 'exit');
      running.kill();
      await gone;
    }
    await rm(this.#folder, { recursive: true });
  }

  #call(method: string, to: string, body?: object): Promise<Response> {
    const login = Buffer.from(`${this.user}:${this.password}`).toString('base64');
    return fetch(this.endpoint + to, {
      method,
      headers: {
        authorization: `Basic ${login}`,
        'content-type': 'application/json',
        'x-experience-api-version': '1.0.3',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
