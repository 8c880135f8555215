import { setTimeout as delay } from 'node:timers/promises';
import { answerResult, quizView } from '#site/protocol/api.ts';
import { whoIs, type Person } from '#tests/server/people.ts';
import type { InFlight } from './in-flight.ts';
import type { Question } from './questions.ts';

/** Somebody who joined, and how many tries are left to them by `quiz/question`. */
interface Joined {
  readonly person: Person;
  readonly id: string;
  readonly tries: Map<string, number>;
  next: number;
}

export interface QuizTakerOptions {
  readonly questions: readonly Question[];
  readonly inFlight: InFlight;
  /** Joins the class as one more learner; rejects when the server does not take them. */
  readonly join: () => Promise<Person>;
}

const isOver = 403;

/** Questions take so many tries of one learner: once all are used, another learner joins and begins from the first. */
export class QuizTaker {
  readonly #options: QuizTakerOptions;
  /** Since the last look, the present one last. */
  #joined: Joined[] = [];

  constructor(options: QuizTakerOptions) {
    this.#options = options;
  }

  /** Until told to stop. Rejects when the server is gone. */
  async work(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await this.answer();
  }

  /** Until told to stop; what the server refuses or does not answer is not noted. */
  async answerUntil(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await this.answer().catch(() => delay(100));
  }

  /** One answer to one question; answers whether the server took it. */
  async answer(): Promise<boolean> {
    const { questions, inFlight } = this.#options;
    const last = this.#joined.at(-1);
    const by = last === undefined || last.next >= questions.length ? await this.#join() : last;
    const at = questions[by.next];
    if (at === undefined) throw new Error('no questions');
    const { quiz, question, given } = at;
    const answer = await inFlight.during('answering', () =>
      by.person.call('POST', `/api/quizzes/${quiz}/answers`, { question, given }),
    );
    if (!answer.ok) {
      await answer.arrayBuffer();
      // One whose acknowledgement never arrived was the last.
      if (answer.status === isOver) by.next += 1;
      return false;
    }
    const { triesLeft, correct } = answerResult.parse(await answer.json());
    if (triesLeft === null || triesLeft === 0 || correct) by.next += 1;
    if (triesLeft !== null) by.tries.set(`${quiz}/${question}`, triesLeft);
    return true;
  }

  /** What was acknowledged and is not there any more. */
  async differences(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { person, id, tries } of this.#joined) {
      if ((await whoIs(person))?.id !== id) {
        found.push(`the account ${id} or its session is lost`);
        continue;
      }
      for (const quiz of new Set([...tries.keys()].map((key) => key.split('/')[0] ?? ''))) {
        const view = quizView.parse(await (await person.call('GET', `/api/quizzes/${quiz}`)).json());
        for (const question of view.questions) {
          const left = tries.get(`${quiz}/${question.id}`);
          // One more may have been stored whose answer never arrived.
          if (left !== undefined && question.triesLeft !== null && question.triesLeft > left)
            found.push(`an answer of ${id} to ${quiz}/${question.id} is lost`);
        }
      }
    }
    this.#joined = this.#joined.slice(-1);
    return found;
  }

  async #join(): Promise<Joined> {
    const person = await this.#options.join();
    const joined = { person, id: (await whoIs(person))?.id ?? '', tries: new Map<string, number>(), next: 0 };
    this.#joined.push(joined);
    return joined;
  }
}
