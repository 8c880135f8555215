import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';
import { pythonWith } from '#tests/support/python-venv.ts';

const seen = z.object({
  scores: z.array(
    z.object({ item: z.string(), userId: z.string(), scoreGiven: z.number(), scoreMaximum: z.number() }),
  ),
  lineItems: z.array(z.record(z.string(), z.unknown())),
  picked: z.array(z.record(z.string(), z.unknown())),
});

/** A platform that somebody else's library makes: lti1p3platform from PyPI, in a process of its own. */
export class PythonPlatform implements AsyncDisposable {
  readonly origin: string;
  readonly #process: ChildProcess;

  private constructor(origin: string, running: ChildProcess) {
    this.origin = origin;
    this.#process = running;
  }

  static async start(): Promise<PythonPlatform> {
    const python = await pythonWith('lti1p3platform==0.1.8');
    const script = path.join(import.meta.dirname, 'platform.py');
    const running = spawn(python, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: unknown[] = await Promise.race([
      once(running.stdout, 'data'),
      once(running, 'exit').then(() => {
        throw new Error('The platform ended before it listened; what it says stands above.');
      }),
    ]);
    return new PythonPlatform(`http://127.0.0.1:${String(said[0]).trim()}`, running);
  }

  /** As an administrator registers it. */
  get registration() {
    return {
      name: 'Python',
      issuer: this.origin,
      clientId: 'kindlab-there',
      loginUrl: `${this.origin}/auth`,
      tokenUrl: `${this.origin}/token`,
      keysUrl: `${this.origin}/keys`,
      deployments: ['d-1'],
    };
  }

  /** Tells it where the tool is. */
  async install(tool: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ origin: this.origin, tool });
    await this.#ask('/tool', z.object({}), { method: 'POST', headers, body });
  }

  /** Where a browser is sent that opens an activity. */
  async open(user: string, link: string): Promise<string> {
    return (await this.#ask(`/open?user=${user}&link=${link}`, z.object({ to: z.url() }))).to;
  }

  /** The form that the platform's page would send by itself, for what the tool asked of it. */
  authorize(asked: string): Promise<{ launch_url: string; id_token: string; state: string }> {
    const form = z.object({ launch_url: z.url(), id_token: z.string(), state: z.string() });
    return this.#ask(asked.slice(this.origin.length), form);
  }

  /** Hands over what was picked, as the browser would; fails where the library does not take it. */
  async take(jwt: string): Promise<void> {
    await this.#ask('/return', z.object({}), { method: 'POST', body: new URLSearchParams({ JWT: jwt }) });
  }

  /** What it was sent, and took. */
  seen(): Promise<z.output<typeof seen>> {
    return this.#ask('/seen', seen);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill();
    await gone;
  }

  async #ask<T>(to: string, schema: z.ZodType<T>, init?: RequestInit): Promise<T> {
    const answer = await fetch(this.origin + to, init);
    const body = await answer.text();
    if (!answer.ok) throw new Error(`the platform answers ${answer.status}: ${body}`);
    return schema.parse(JSON.parse(body));
  }
}
