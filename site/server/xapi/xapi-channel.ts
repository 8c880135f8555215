import type { Logger } from 'pino';
import type { WebhookKey } from '../grading/webhook-key.ts';
import { Courier, type Outcome } from '../outbox/courier.ts';
import type { Happening } from '../outbox/happening.ts';
import type { Channel } from '../outbox/outbox.ts';
import { timedSend } from '../outbox/timed-send.ts';
import type { CheckedOptions } from '../server-options.ts';
import { findAccount } from '../state/account-rows.ts';
import type { Database } from '../state/open-database.ts';
import {
  insertLetter,
  listPendingLetters,
  recordLetter,
  scheduleLetter,
  type Letter,
} from '../state/outbox-rows.ts';
import type { CourseGround } from './activities.ts';
import { statementsOf, type Actor } from './statements.ts';

/** A learning record store, and what it may know. */
export type RecordStore = NonNullable<CheckedOptions['xapi']>;

export interface XapiChannelOptions extends Omit<CourseGround, 'origin'> {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly store: RecordStore;
  /** Makes pseudonyms. */
  readonly key: WebhookKey;
  /** The address of this server, which names learners and activities. */
  readonly origin: () => string;
  readonly retryMs?: number | undefined;
}

const version = '1.0.3';
/** The store would answer the same to the same statement. */
const final: ReadonlySet<number | null> = new Set([400, 409, 413]);

/** Tells a learning record store what learners of cohorts do, as xAPI statements. Each has its id before its first try. */
export class XapiChannel implements Channel {
  readonly #options: XapiChannelOptions;
  readonly #courier: Courier<Letter>;

  constructor(options: XapiChannelOptions) {
    this.#options = options;
    const { db, log, retryMs } = options;
    this.#courier = new Courier<Letter>({
      part: 'xapi',
      log,
      retryMs,
      pending: () => listPendingLetters(db, 'xapi'),
      to: ({ receiver }) => Promise.resolve(receiver),
      record: ({ id }, end) => recordLetter(db, { id, ...end }),
      scheduled: ({ id }, at) => scheduleLetter(db, id, at),
      post: (letter, signal) => this.#post(letter, signal),
    });
  }

  async note(tx: Database, happening: Happening): Promise<void> {
    const { cohort, learner, at: createdAt } = happening;
    // What learners practise by themselves is nobody's business.
    if (cohort === undefined) return;
    const ground = { ...this.#options, origin: this.#options.origin() };
    const actor = await this.#actorOf(tx, learner, ground.origin);
    for (const body of statementsOf(happening, actor, ground)) {
      const letter = { id: body.id, channel: 'xapi' as const, receiver: 'lrs', cohort, learner };
      await insertLetter(tx, { ...letter, body, createdAt });
    }
  }

  wake(): void {
    this.#courier.wake();
  }

  stop(): Promise<void> {
    return this.#courier.stop();
  }

  async #actorOf(tx: Database, learner: string, homePage: string): Promise<Actor> {
    const { store, key } = this.#options;
    if (!store.names)
      return { objectType: 'Agent', account: { homePage, name: await key.pseudonymOf(learner) } };
    const name = (await findAccount(tx, learner))?.name;
    return {
      objectType: 'Agent',
      ...(name === undefined ? {} : { name }),
      account: { homePage, name: learner },
    };
  }

  async #post({ id, body }: Letter, signal: AbortSignal): Promise<Outcome> {
    const { store, now } = this.#options;
    const url = new URL(`${store.endpoint.replace(/\/$/, '')}/statements`);
    url.searchParams.set('statementId', id);
    const login = Buffer.from(`${store.user}:${store.password}`).toString('base64');
    const made = await timedSend({
      url: url.href,
      at: now(),
      signal,
      init: {
        method: 'PUT',
        headers: {
          authorization: `Basic ${login}`,
          'content-type': 'application/json',
          'x-experience-api-version': version,
        },
        body: JSON.stringify(body),
      },
    });
    return { made, isFinal: final.has(made.status) };
  }
}
