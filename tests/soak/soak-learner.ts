import { setTimeout as delay } from 'node:timers/promises';
import type { Question } from '#tests/crash/questions.ts';
import { labView, type AttemptView } from '#site/protocol/api.ts';
import { TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';
import type { RealServer } from '#tests/support/real-server.ts';

const lab = 'static-sync';
const callMs = 60_000;
const readyMs = 300_000;
const outputMs = 60_000;
const keptTroubles = 20;

/**
 * Does all that a learner does, again and again: begins the lab, works in two terminals through lost lines and a flood,
 * asks for checks and hints, answers quizzes, puts the lab aside, goes on, resets an exercise, ends it.
 */
export class SoakLearner {
  readonly #server: RealServer;
  readonly #questions: readonly Question[];
  readonly #pages: number;
  readonly #restMs: number;
  readonly done: Record<string, number> = {};
  readonly troubles: string[] = [];

  constructor(
    server: RealServer,
    questions: readonly Question[],
    { pages, pause }: { readonly pages: number; readonly pause: number },
  ) {
    this.#server = server;
    this.#questions = questions;
    this.#pages = pages;
    this.#restMs = pause * 1000;
  }

  async work(goesOn: () => boolean): Promise<void> {
    while (goesOn()) {
      try {
        await this.#lesson();
        await delay(this.#restMs);
      } catch (error) {
        if (this.troubles.length < keptTroubles)
          this.troubles.push(error instanceof Error ? error.message : String(error));
        await delay(1000);
      }
    }
    await this.#end();
  }

  async #lesson(): Promise<void> {
    await this.#call('POST', `/api/labs/${lab}/attempt`);
    // Left by a lesson that broke off between putting it aside and going on.
    const before = await this.#attempt();
    if (before?.environment.state === 'parked') await this.#call('POST', `/api/attempts/${before.id}/resume`);
    const { id } = await this.#ready();
    this.#count('labs begun');
    await Promise.all([this.#type(id, 'one'), this.#type(id, 'two'), this.#look(id)]);
    await this.#call('POST', `/api/attempts/${id}/exercises/store-secret/check`);
    this.#count('checks');
    await this.#answer();
    await this.#call('POST', `/api/attempts/${id}/park`);
    await this.#call('POST', `/api/attempts/${id}/resume`);
    await this.#ready();
    this.#count('labs put aside and back');
    await this.#type(id, 'one');
    await this.#end();
  }

  async #type(id: string, tab: string): Promise<void> {
    const call = (method: string, to: string): Promise<Response> =>
      fetch(this.#server.url + to, { method, headers: { origin: this.#server.url } });
    const client = new TerminalClient({ url: this.#server.url, call }, id, tab);
    for (let line = 0; line < 5; line += 1) {
      await client.connect();
      client.type(`seq 1 20000; echo line-$((${line}+40))\r`);
      await until('the line', () => client.text.includes(`line-${line + 40}`) || undefined, outputMs);
      client.drop();
      this.#count('lines to a shell that were cut');
    }
  }

  /** Pages that listen to the attempt, opened and closed. */
  async #look(id: string): Promise<void> {
    for (let page = 0; page < this.#pages; page += 1) {
      const gone = new AbortController();
      const response = await fetch(`${this.#server.url}/api/attempts/${id}/events`, { signal: gone.signal });
      await response.body?.getReader().read();
      gone.abort();
      this.#count('pages');
    }
  }

  async #answer(): Promise<void> {
    for (const { quiz, question, given } of this.#questions.slice(0, 5)) {
      await this.#call('POST', `/api/quizzes/${quiz}/answers`, { question, given });
      this.#count('answers to quizzes');
    }
  }

  async #end(): Promise<void> {
    const attempt = await this.#attempt();
    if (attempt !== null) await this.#call('DELETE', `/api/attempts/${attempt.id}`);
  }

  #ready(): Promise<AttemptView> {
    return until(
      'a ready environment',
      async () => {
        const attempt = await this.#attempt();
        if (attempt?.environment.state === 'failed') throw new Error(attempt.environment.error.message);
        return attempt?.environment.state === 'ready' ? attempt : undefined;
      },
      readyMs,
    );
  }

  async #attempt(): Promise<AttemptView | null> {
    return labView.parse(await (await this.#call('GET', `/api/labs/${lab}`)).json()).attempt;
  }

  #count(what: string): void {
    this.done[what] = (this.done[what] ?? 0) + 1;
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(this.#server.url + path, {
      method,
      headers: {
        origin: this.#server.url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(callMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // A question that was answered three times takes no more answers.
    if (!answer.ok && !path.startsWith('/api/quizzes/'))
      throw new Error(`${method} ${path}: HTTP ${answer.status} ${await answer.text()}`);
    if (method !== 'GET') await answer.arrayBuffer();
    return answer;
  }
}
