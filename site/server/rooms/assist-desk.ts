import type { Logger } from 'pino';
import type { AssistEnding } from '#site/protocol/help.ts';
import type { AuditLog, Doer } from '../accounts/audit-log.ts';
import { itself, notYours, type Viewer } from '../accounts/viewer.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { RequestFault } from '../fault-to-response.ts';
import { reportTrouble } from '../incident.ts';
import { Listeners } from '../listeners.ts';
import type { Hand } from '../state/hand-rows.ts';
import type { Guest } from '../terminals/tickets.ts';
import { Assist } from './assist.ts';
import type { HandDesk } from './hand-desk.ts';
import { Presence } from './presence.ts';

export interface AssistDeskOptions {
  readonly log: Logger;
  readonly audit: AuditLog;
  readonly book: AttemptBook;
  readonly hands: HandDesk;
  readonly cohorts: CohortDesk;
  /** How long the page of either of them may be gone: a reload ends nothing. */
  readonly graceMs?: number | undefined;
}

const usualGraceMs = 30_000;

/** Helpers before learners' shells, by attempt. Kept in memory alone: consent does not outlive the server it was given to. */
export class AssistDesk {
  readonly #options: AssistDeskOptions;
  readonly #assists = new Map<string, Assist>();
  /** By attempt. */
  readonly #learners: Presence;
  /** By cohort and account: pages that show the queue of hands. */
  readonly #helpers: Presence;
  /** By id of what they look at: pages that show a learner's shell. */
  readonly #guests: Presence;
  readonly #graceMs: number;
  /** Ids of cohorts where something began, changed or ended. */
  readonly changes: Listeners<string>;

  constructor(options: AssistDeskOptions) {
    this.#options = options;
    this.changes = new Listeners((error) => this.#trouble(error));
    this.#graceMs = options.graceMs ?? usualGraceMs;
    this.#learners = new Presence(this.#graceMs, (attempt) => this.#endByItself(attempt, 'pageGone'));
    this.#helpers = new Presence(this.#graceMs, (key) =>
      this.#endWhere(
        (assist) => !assist.seen && helperKey(assist.hand.cohort, assist.helper.viewer.id) === key,
      ),
    );
    this.#guests = new Presence(this.#graceMs, (id) => this.#endWhere((assist) => assist.id === id));
    options.hands.changes.add((cohort) => this.#endOrphans(cohort));
    options.book.changes.add(({ id, phase }) => {
      if (phase.state === 'ended') this.#endByItself(id, 'labOver');
    });
    options.cohorts.members.add((cohort) => void this.#endStrangers(cohort));
  }

  /** The present or the last one of a hand. */
  ofHand({ attempt, id }: Hand): Assist | undefined {
    const assist = this.#assists.get(attempt);
    return assist?.hand.id === id ? assist : undefined;
  }

  /** Notes that the learner has the page open, until the answer is called. */
  arrive(attempt: string): () => void {
    return this.#learners.arrive(attempt);
  }

  /** Notes that somebody who teaches has a page of the room open, until the answer is called. */
  arriveHelper(cohort: string, account: string): () => void {
    return this.#helpers.arrive(helperKey(cohort, account));
  }

  /** Asks the learner. Throws a RequestFault when somebody else took the hand, or nobody is there to answer. */
  ask(hand: Hand, helper: Doer): Assist {
    const session = sessionOf(helper.viewer);
    if (hand.helper?.id !== helper.viewer.id) throw notTheHelper();
    if (!this.#learners.has(hand.attempt)) throw nobodyThere(hand);
    const known = this.#live(hand.attempt);
    if (known !== undefined) return known;
    const assist = new Assist({ hand, helper, audit: this.#options.audit });
    this.#assists.set(hand.attempt, assist);
    this.#helpers.expect(helperKey(hand.cohort, helper.viewer.id));
    session.gone.addEventListener('abort', () => this.#endOne(assist, 'signedOut'), { once: true });
    this.changes.emit(hand.cohort);
    return assist;
  }

  /** The learner lets the helper look at one shell. Written down before anything can be seen. */
  async consent(
    attempt: string,
    wanted: { readonly assist: string; readonly tab: string },
    learner: Doer,
  ): Promise<void> {
    const assist = this.#wanted(attempt, wanted.assist);
    await this.#options.audit.done(
      learner,
      assist.deed('assist.consent', { tab: wanted.tab, to: assist.helper.viewer.id }),
    );
    assist.agree(wanted.tab);
    this.changes.emit(assist.hand.cohort);
  }

  /** The learner lets the helper type, or not any more: taking it back works before it is written down. */
  async allowTyping(
    attempt: string,
    wanted: { readonly assist: string; readonly allowed: boolean },
    learner: Doer,
  ): Promise<void> {
    const assist = this.#wanted(attempt, wanted.assist);
    if (assist.tab === undefined) throw notAgreed();
    if (!wanted.allowed) assist.allowTyping(false);
    const deed = assist.deed(wanted.allowed ? 'assist.typing.allow' : 'assist.typing.stop');
    await this.#options.audit.done(learner, deed);
    assist.allowTyping(wanted.allowed);
    this.changes.emit(assist.hand.cohort);
  }

  /** The learner says no, or ends it. Works at once, and is written down after. */
  async endByLearner(attempt: string, learner: Doer): Promise<void> {
    const assist = this.#live(attempt);
    if (assist === undefined) return;
    const refused = assist.tab === undefined;
    this.#finish(assist, refused ? 'refused' : 'learner');
    await this.#options.audit.done(learner, assist.deed(refused ? 'assist.refuse' : 'assist.end'));
  }

  /** Throws a RequestFault 403 when it is another helper's. */
  endByHelper(hand: Hand, viewer: Viewer): void {
    const assist = this.#live(hand.attempt);
    if (assist === undefined) return;
    if (assist.helper.viewer.id !== viewer.id) throw notTheHelper();
    this.#finish(assist, 'helper');
  }

  /** The right to look, for one socket. Throws a RequestFault 403 without the learner's consent. */
  admit(hand: Hand, viewer: Viewer): { readonly guest: Guest; readonly tab: string } {
    const assist = this.#live(hand.attempt);
    sessionOf(viewer);
    if (assist?.hand.id !== hand.id || assist.tab === undefined) throw notAgreed();
    if (assist.helper.viewer.id !== viewer.id) throw notTheHelper();
    const guest = assist.guest({ arrive: () => this.#guests.arrive(assist.id), beatMs: this.#graceMs / 3 });
    return { guest, tab: assist.tab };
  }

  #live(attempt: string): Assist | undefined {
    const assist = this.#assists.get(attempt);
    return assist?.ending === undefined ? assist : undefined;
  }

  #wanted(attempt: string, id: string): Assist {
    const assist = this.#live(attempt);
    if (assist?.id !== id) throw isOver();
    return assist;
  }

  #finish(assist: Assist, ending: AssistEnding): boolean {
    const ended = assist.end(ending);
    if (ended) this.changes.emit(assist.hand.cohort);
    return ended;
  }

  #endByItself(attempt: string, ending: AssistEnding): void {
    const assist = this.#live(attempt);
    if (assist !== undefined) this.#endOne(assist, ending);
  }

  /** The page of the helper is gone: what the learner is told must not go on saying that somebody looks. */
  #endWhere(isMeant: (assist: Assist) => boolean): void {
    for (const assist of this.#assists.values()) if (isMeant(assist)) this.#endOne(assist, 'helperGone');
  }

  #endOne(assist: Assist, ending: AssistEnding): void {
    if (!this.#finish(assist, ending)) return;
    const doer = { viewer: itself, address: '' };
    this.#options.audit
      .done(doer, assist.deed('assist.end', { why: ending }))
      .catch((error: unknown) => this.#trouble(error));
  }

  /** A hand that went down, or that another took, ends what its helper was allowed. */
  #endOrphans(cohort: string): void {
    for (const [attempt, assist] of this.#assists) {
      if (assist.hand.cohort !== cohort) continue;
      const hand = this.#options.hands.ofAttempt(attempt);
      const isTheirs = hand?.id === assist.hand.id && hand.helper?.id === assist.helper.viewer.id;
      if (!isTheirs) this.#endByItself(attempt, 'helper');
      if (hand?.id !== assist.hand.id) this.#assists.delete(attempt);
    }
  }

  /** Who does not teach the cohort any more has no business in it. */
  async #endStrangers(cohort: string): Promise<void> {
    for (const assist of [...this.#assists.values()].filter(({ hand }) => hand.cohort === cohort)) {
      try {
        await this.#options.cohorts.refuseOthers(assist.helper.viewer, cohort);
      } catch (error) {
        this.#endOne(assist, 'signedOut');
        if (!(error instanceof RequestFault)) this.#trouble(error);
      }
    }
  }

  #trouble(error: unknown): void {
    reportTrouble(this.#options.log, error, { part: 'assist' });
  }
}

function helperKey(cohort: string, account: string): string {
  return `${cohort} ${account}`;
}

/** A helper is a person who is signed in, so that signing them out ends it. */
function sessionOf({ session }: Viewer): NonNullable<Viewer['session']> {
  if (session !== undefined) return session;
  throw notYours(
    'Only somebody who is signed in may look at a learner’s terminal.',
    'Sign in and open the room.',
  );
}

function notTheHelper(): RequestFault {
  return notYours(
    'Somebody else has taken this hand.',
    'Take it over in the room first; the learner is asked anew.',
  );
}

function notAgreed(): RequestFault {
  return notYours(
    'The learner has not agreed to this.',
    'Ask in the room; the question appears in their page.',
  );
}

function nobodyThere({ learner }: Hand): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: `${learner.name} does not have the lab page open, so nobody could answer.`,
    hint: 'Ask when the room shows that they are here.',
  });
}

function isOver(): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: 'This was ended meanwhile, or asked anew.',
    hint: 'Answer the question that the page shows now.',
  });
}
