import { setTimeout as delay } from 'node:timers/promises';
import type { QuizTaker } from '#tests/crash/quiz-taker.ts';
import { labView, type AttemptView } from '#site/protocol/api.ts';
import type { Person } from '#tests/server/people.ts';
import { TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';

const lab = 'static-sync';
const exercise = 'store-secret';
const readyMs = 300_000;
const outputMs = 60_000;
const lookEveryMs = 250;
const keptTroubles = 20;
const answersOfLesson = 5;
/** One may be refused because all tries of its question are used; more in a row are trouble. */
const refusedInRow = 3;

export interface SoakPace {
  /** Lab pages that are opened and closed beside each learner. */
  readonly pages: number;
  /** Seconds that each learner rests between two labs. */
  readonly pause: number;
}

/**
 * Does all that a learner does, again and again: begins the lab, works in two terminals through lost lines and a flood, asks
 * for checks and a hint, answers quizzes, resets the exercise, puts the lab aside, goes on, ends it. Counts what the server
 * has done, not what it was asked for.
 */
export class SoakLearner {
  readonly #person: Person;
  readonly #quizTaker: QuizTaker;
  readonly #pace: SoakPace;
  readonly done: Record<string, number> = {};
  readonly troubles: string[] = [];

  constructor(person: Person, quizTaker: QuizTaker, pace: SoakPace) {
    this.#person = person;
    this.#quizTaker = quizTaker;
    this.#pace = pace;
  }

  async work(goesOn: () => boolean): Promise<void> {
    while (goesOn()) {
      try {
        await this.#lesson();
        await delay(this.#pace.pause * 1000);
      } catch (error) {
        this.#note(error instanceof Error ? error.message : String(error));
        await delay(1000);
      }
    }
    await this.#end();
  }

  async #lesson(): Promise<void> {
    await this.#post(`/api/labs/${lab}/attempt`);
    const { id } = await this.#ready();
    this.#count('labs begun');
    await Promise.all([this.#type(id, 'one'), this.#type(id, 'two'), this.#look(id)]);
    const act = (what: string): Promise<void> =>
      this.#post(`/api/attempts/${id}/exercises/${exercise}/${what}`);
    await act('check');
    this.#count('checks');
    await act('hint');
    this.#count('hints');
    await this.#answer();
    await act('reset');
    this.#count('exercises reset');
    await this.#post(`/api/attempts/${id}/park`);
    await this.#ready();
    this.#count('labs put aside and back');
    await this.#type(id, 'one');
    await this.#end();
  }

  async #type(id: string, tab: string): Promise<void> {
    const client = new TerminalClient(this.#person, id, tab);
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
    const { url, headers } = this.#person;
    for (let page = 0; page < this.#pace.pages; page += 1) {
      const gone = new AbortController();
      const events = await fetch(`${url}/api/attempts/${id}/events`, { headers, signal: gone.signal });
      if (!events.ok) throw new Error(`a page was answered with HTTP ${String(events.status)}`);
      await events.body?.getReader().read();
      gone.abort();
      this.#count('pages');
    }
  }

  /** Somebody else takes the place of whoever has used all tries of all questions. */
  async #answer(): Promise<void> {
    for (let taken = 0, refused = 0; taken < answersOfLesson;) {
      if (await this.#quizTaker.answer()) {
        taken += 1;
        refused = 0;
        this.#count('answers to quizzes that were taken');
      } else if ((refused += 1) > refusedInRow)
        throw new Error(`${String(refused)} answers in a row were refused`);
    }
    for (const difference of await this.#quizTaker.differences()) this.#note(difference);
  }

  async #end(): Promise<void> {
    const attempt = await this.#attempt();
    if (attempt !== null) await this.#call('DELETE', `/api/attempts/${attempt.id}`);
  }

  /** Presses what the page shows: a lab that is aside is brought back. */
  #ready(): Promise<AttemptView> {
    return until(
      'a ready environment',
      async () => {
        const attempt = await this.#attempt();
        const state = attempt?.environment.state;
        if (attempt?.environment.state === 'failed') throw new Error(attempt.environment.error.message);
        if (attempt !== null && state === 'ready') return attempt;
        if (attempt !== null && state === 'parked') await this.#post(`/api/attempts/${attempt.id}/resume`);
        await delay(lookEveryMs);
        return undefined;
      },
      readyMs,
    );
  }

  async #attempt(): Promise<AttemptView | null> {
    return labView.parse(await (await this.#call('GET', `/api/labs/${lab}`)).json()).attempt;
  }

  #note(trouble: string): void {
    if (this.troubles.length < keptTroubles)
      this.troubles.push(`${trouble} (${new Date().toISOString().slice(11, 19)})`);
  }

  #count(what: string): void {
    this.done[what] = (this.done[what] ?? 0) + 1;
  }

  async #post(path: string): Promise<void> {
    await (await this.#call('POST', path)).arrayBuffer();
  }

  /** Throws whatever is refused. */
  async #call(method: string, path: string): Promise<Response> {
    const answer = await this.#person.call(method, path);
    if (!answer.ok)
      throw new Error(`${method} ${path}: HTTP ${String(answer.status)} ${await answer.text()}`);
    return answer;
  }
}
