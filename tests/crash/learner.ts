import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { answerResult, attemptView, labView, quizView, type AttemptView } from '#site/protocol/api.ts';
import { TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';
import type { RealServer } from '#tests/support/real-server.ts';

const lab = 'static-sync';
const callMs = 30_000;
const shellMs = 180_000;

/** What the server has answered for: it must still be so after whatever happens to it. */
interface Acknowledged {
  /** The attempt that was begun last, with its values. Between asking for its end and being answered it may be either. */
  attempt:
    | { readonly id: string; readonly values: AttemptView['values']; ended: 'asked' | 'no' | 'yes' }
    | undefined;
  /** Tries that were used, by `quiz/question`. */
  readonly tries: Map<string, number>;
}

/** A learner who never gets tired: answers quizzes, begins the lab, asks for checks, ends it, and notes every answer. */
export class Learner {
  readonly #server: RealServer;
  readonly #questions: readonly { readonly quiz: string; readonly question: string }[];
  readonly known: Acknowledged = { attempt: undefined, tries: new Map() };
  #next = 0;

  constructor(server: RealServer, questions: Learner['questions']) {
    this.#server = server;
    this.#questions = questions;
  }

  get questions(): readonly { readonly quiz: string; readonly question: string }[] {
    return this.#questions;
  }

  /** Rejects when the server is gone, which is what it is about. */
  async work(random: () => number): Promise<void> {
    for (;;) {
      await this.answer();
      const dice = random();
      if (dice < 0.3) await this.begin();
      else if (dice < 0.6) await this.#check();
      else if (dice > 0.97) await this.end();
    }
  }

  /** Answers to quizzes alone, until told to stop; what the server refuses is not noted, and what it does not answer neither. */
  async answerUntil(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await this.answer().catch(() => delay(100));
  }

  /** Types into the lab's own shell and answers all that is seen there, once this is. */
  async inShell(command: string, wanted: string): Promise<string> {
    const id = this.known.attempt?.id ?? '';
    const { url } = this.#server;
    const call = (method: string, to: string): Promise<Response> =>
      fetch(url + to, { method, headers: { origin: url } });
    const client = new TerminalClient({ url, call }, id);
    await client.connect();
    client.type(`${command}\r`);
    try {
      return await until(
        'the shell answers',
        () => (client.text.includes(wanted) ? client.text : undefined),
        shellMs,
      );
    } finally {
      client.drop();
    }
  }

  /** Brings a lab back that was put aside or interrupted. */
  async goOn(): Promise<void> {
    const { attempt } = this.known;
    if (attempt === undefined) return;
    await (await this.#call('POST', `/api/attempts/${attempt.id}/resume`)).arrayBuffer();
  }

  async end(): Promise<void> {
    const { attempt } = this.known;
    if (attempt === undefined || attempt.ended === 'yes') return;
    attempt.ended = 'asked';
    const answer = await this.#call('DELETE', `/api/attempts/${attempt.id}`);
    if (answer.ok || answer.status === 404) attempt.ended = 'yes';
  }

  async attempt(): Promise<AttemptView | null> {
    return labView.parse(await (await this.#call('GET', `/api/labs/${lab}`)).json()).attempt;
  }

  /** How what is there differs from what was acknowledged. */
  async differences(): Promise<readonly string[]> {
    const found: string[] = [];
    const { attempt, tries } = this.known;
    const running = await this.attempt();
    if (attempt?.ended === 'no') {
      if (running?.id !== attempt.id)
        found.push(`attempt ${attempt.id} is lost; there is ${String(running?.id)}`);
      else if (!isDeepStrictEqual(running.values, attempt.values))
        found.push(`attempt ${attempt.id} has other values`);
    }
    if (attempt?.ended === 'yes' && running?.id === attempt.id) found.push(`attempt ${attempt.id} came back`);
    for (const quiz of new Set(this.#questions.map((each) => each.quiz))) {
      const { questions } = quizView.parse(await (await this.#call('GET', `/api/quizzes/${quiz}`)).json());
      for (const { id, triesLeft } of questions) {
        const left = tries.get(`${quiz}/${id}`);
        // One more may have been stored whose answer never arrived.
        if (left !== undefined && triesLeft !== null && triesLeft > left)
          found.push(`an answer to ${quiz}/${id} is lost`);
      }
    }
    return found;
  }

  async answer(): Promise<boolean> {
    const at = this.#questions[this.#next++ % this.#questions.length];
    if (at === undefined) throw new Error('no questions');
    const answer = await this.#call('POST', `/api/quizzes/${at.quiz}/answers`, {
      question: at.question,
      given: ['x'],
    });
    if (!answer.ok) {
      await answer.arrayBuffer();
      return false;
    }
    const { triesLeft } = answerResult.parse(await answer.json());
    if (triesLeft !== null) this.known.tries.set(`${at.quiz}/${at.question}`, triesLeft);
    return true;
  }

  async begin(): Promise<void> {
    const answer = await this.#call('POST', `/api/labs/${lab}/attempt`);
    if (!answer.ok) return;
    const { id, values } = attemptView.parse(await answer.json());
    if (this.known.attempt?.id !== id) this.known.attempt = { id, values, ended: 'no' };
  }

  async #check(): Promise<void> {
    const { attempt } = this.known;
    if (attempt?.ended !== 'no') return;
    const answer = await this.#call('POST', `/api/attempts/${attempt.id}/exercises/store-secret/check`);
    // Not ready yet is an answer too.
    await answer.arrayBuffer();
  }

  #call(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.#server.url + path, {
      method,
      headers: {
        origin: this.#server.url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(callMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

const courseProgress = z.object({ quizzes: z.array(z.object({ id: z.string() })) });

/** Every question of the course. */
export async function allQuestions(url: string): Promise<Learner['questions']> {
  const { quizzes } = courseProgress.parse(await (await fetch(`${url}/api/progress`)).json());
  const found: { quiz: string; question: string }[] = [];
  for (const { id: quiz } of quizzes) {
    const view = quizView.parse(await (await fetch(`${url}/api/quizzes/${quiz}`)).json());
    found.push(...view.questions.map(({ id }) => ({ quiz, question: id })));
  }
  return found;
}
