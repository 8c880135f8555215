import type { Logger } from 'pino';
import { randomId } from '../accounts/random-id.ts';
import { notYours, type Viewer } from '../accounts/viewer.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { RequestFault } from '../fault-to-response.ts';
import { reportTrouble } from '../incident.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { Listeners } from '../listeners.ts';
import { findMemberRole } from '../state/cohort-member-rows.ts';
import type { Outbox } from '../outbox/outbox.ts';
import {
  closeHand,
  insertHand,
  listRaisedHands,
  rewordHand,
  takeHand,
  type Hand,
  type Helper,
} from '../state/hand-rows.ts';
import type { Database } from '../state/open-database.ts';

export interface HandDeskOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly book: AttemptBook;
  readonly cohorts: CohortDesk;
  readonly outbox: Outbox;
}

/** Hands that are up, by attempt: stored first, then in memory. They go down with their attempt or membership. */
export class HandDesk {
  readonly #options: HandDeskOptions;
  readonly #hands = new Map<string, Hand>();
  readonly #queue = new KeyedQueue();
  /** Ids of cohorts whose queue changed. */
  readonly changes: Listeners<string>;

  constructor(options: HandDeskOptions) {
    this.#options = options;
    this.changes = new Listeners((error) => this.#trouble(error));
    options.book.changes.add((attempt) => {
      if (attempt.phase.state === 'ended') this.#inBackground(this.lower(attempt.id));
    });
    options.cohorts.members.add((cohort) => this.#inBackground(this.#lowerStrangers(cohort)));
  }

  /** Brings back what was up when the last server stopped. */
  async load(): Promise<void> {
    const { db, now } = this.#options;
    for (const hand of await listRaisedHands(db, now())) this.#hands.set(hand.attempt, hand);
  }

  /** Oldest first. */
  listOf(cohort: string): readonly Hand[] {
    return [...this.#hands.values()]
      .filter((hand) => hand.cohort === cohort)
      .sort((a, b) => a.raisedAt.getTime() - b.raisedAt.getTime() || a.id.localeCompare(b.id));
  }

  ofAttempt(attempt: string): Hand | undefined {
    return this.#hands.get(attempt);
  }

  /** Throws a RequestFault 404 when it is down, or was never up in this cohort. */
  get(cohort: string, id: string): Hand {
    const hand = this.listOf(cohort).find((each) => each.id === id);
    if (hand === undefined) throw isDown();
    return hand;
  }

  /** A hand that is up keeps its place; its words change. Throws a RequestFault 403 outside of a cohort. */
  raise(attempt: Attempt, viewer: Viewer, text: string): Promise<void> {
    return this.#queue.run(attempt.id, async () => {
      const cohort = this.#options.cohorts.cohortOf(attempt.id);
      if (cohort === undefined) throw nobodyToAsk();
      const known = this.#hands.get(attempt.id);
      if (known !== undefined) {
        await rewordHand(this.#options.db, known.id, text);
        this.#put({ ...known, text });
        return;
      }
      const hand: Hand = {
        id: randomId(),
        cohort: cohort.id,
        attempt: attempt.id,
        lab: attempt.lab.id,
        learner: { id: viewer.id, name: viewer.name },
        text,
        raisedAt: this.#options.now(),
        helper: undefined,
      };
      await this.#options.outbox.noteWith(async (tx) => {
        await insertHand(tx, hand);
        const { cohort: of, attempt: id, lab, learner, raisedAt: at } = hand;
        return [{ kind: 'handRaised', at, learner: learner.id, lab, cohort: of, attempt: id, text }];
      });
      this.#put(hand);
    });
  }

  /** Nothing happens when it is not up. */
  lower(attempt: string): Promise<void> {
    return this.#queue.run(attempt, async () => {
      const hand = this.#hands.get(attempt);
      if (hand === undefined) return;
      await closeHand(this.#options.db, hand.id, this.#options.now());
      this.#hands.delete(attempt);
      this.changes.emit(hand.cohort);
    });
  }

  /** Whoever takes a hand that another has taken relieves them. */
  take({ attempt, cohort, id }: Hand, helper: Helper): Promise<void> {
    return this.#queue.run(attempt, async () => {
      const hand = this.get(cohort, id);
      await takeHand(this.#options.db, id, helper, this.#options.now());
      this.#put({ ...hand, helper });
    });
  }

  #put(hand: Hand): void {
    this.#hands.set(hand.attempt, hand);
    this.changes.emit(hand.cohort);
  }

  /** Who left the cohort, or lost it, has nobody to ask there any more. */
  async #lowerStrangers(cohort: string): Promise<void> {
    for (const { attempt, learner } of this.listOf(cohort)) {
      const role = await findMemberRole(this.#options.db, cohort, learner.id);
      if (role !== 'learner') await this.lower(attempt);
    }
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#trouble(error));
  }

  #trouble(error: unknown): void {
    reportTrouble(this.#options.log, error, { part: 'hands' });
  }
}

function nobodyToAsk(): RequestFault {
  return notYours(
    'This lab was begun outside of a cohort: there is no instructor to come.',
    'Ask for a hint, or join a cohort with a code.',
  );
}

function isDown(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'This hand is not up any more.',
    hint: 'It was lowered or closed a moment ago; the queue shows those that are up.',
  });
}
