import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { execa } from 'execa';
import type { Screen } from './screen.ts';
import { freePort } from '#tests/support/free-port.ts';
import { startProgram, stopProgram } from './program.ts';
import { shellPrompt, startDeadlineMs, type BenchTerminal, type Subject } from './subject.ts';

interface Answer {
  readonly session: string;
  readonly data: string;
}

const installDeadlineMs = 120_000;
const userAndGroup = ['-u', 'root', '-g', 'root'];

/** shellinabox from Debian, unpacked into a folder of its own, and spoken to by long polls as its own page does. */
export class ShellinaboxSubject implements Subject {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(child: ChildProcess, url: string, version: string) {
    this.#child = child;
    this.#url = url;
    this.name = `shellinabox ${version}`;
  }

  /** Throws when it can't be fetched or does not start. */
  static async start(folder: string, shell: string): Promise<ShellinaboxSubject> {
    if (process.getuid?.() !== 0) throw new Error('it gives out local shells to root only');
    const home = path.join(folder, 'shellinabox');
    await mkdir(home);
    const options = { cwd: home, timeout: installDeadlineMs };
    await execa('apt-get', ['download', 'shellinabox'], options);
    await execa('sh', ['-c', 'dpkg-deb -x shellinabox_*.deb .'], options);
    const { stdout } = await execa('sh', ['-c', 'dpkg-deb -f shellinabox_*.deb Version'], options);
    const port = await freePort();
    const service = `/:0:0:${folder}:${shell}`;
    const url = `http://127.0.0.1:${port}/`;
    const child = await startProgram(
      path.join(home, 'usr/bin/shellinaboxd'),
      ['-t', '--localhost-only', ...userAndGroup, '-p', String(port), '-s', service],
      url,
    );
    return new ShellinaboxSubject(child, url, stdout.trim());
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async open(_id: string, screen: Screen): Promise<BenchTerminal> {
    const { session } = await this.#ask({ rooturl: this.#url });
    const stop = new AbortController();
    // Shellinabox hands out the next bytes only when it is asked again: drawing paces it.
    const poll = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const { data } = await this.#ask({ session });
        await new Promise<void>((drawn) => screen.take(Buffer.from(data, 'latin1'), drawn));
      }
    };
    poll().catch((error: unknown) => {
      if (!stop.signal.aborted) console.error('shellinabox: the poll ended', error);
    });
    await screen.shows(shellPrompt, startDeadlineMs);
    let sending: Promise<unknown> = Promise.resolve();
    return {
      type: (text) => {
        const keys = Buffer.from(text).toString('hex').toUpperCase();
        sending = sending.then(() => this.#send({ session, keys }));
      },
      close: () => stop.abort(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await stopProgram(this.#child);
  }

  async #ask(fields: Record<string, string>): Promise<Answer> {
    return JSON.parse(await this.#send(fields)) as Answer;
  }

  #send(fields: Record<string, string>): Promise<string> {
    const body = new URLSearchParams({ width: '80', height: '24', ...fields }).toString();
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
      const call = request(`${this.#url}?`, { method: 'POST', agent: this.#agent, headers }, (response) => {
        readText(response).then(resolve, reject);
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}
