import type { Logger } from 'pino';
import { isStaff, notYours, type Viewer } from '../accounts/viewer.ts';
import { RequestFault } from '../fault-to-response.ts';
import { reportTrouble } from '../incident.ts';
import { Listeners } from '../listeners.ts';
import {
  countAttempts,
  insertAttemptCohort,
  listRunningAttemptCohorts,
} from '../state/attempt-cohort-rows.ts';
import { countLearners, findMemberRole, insertMember } from '../state/cohort-member-rows.ts';
import { findCohort, listCohortsOf, lockCohort, type Cohort } from '../state/cohort-rows.ts';
import type { Invite } from '../state/invite-rows.ts';
import type { Database } from '../state/open-database.ts';
import { sayTime } from './cohort-times.ts';
import { cohortForStart } from './may-start.ts';

/** The rules of the cohort that a running attempt belongs to. */
export interface Admission {
  /** `undefined`: practice of one's own, by the server's rules. */
  readonly cohort: Cohort | undefined;
}

/** Who is let into a cohort, and what its rules allow them there. */
export class CohortDesk {
  readonly #db: Database;
  readonly #now: () => Date;
  /** By id of a running attempt. */
  readonly #cohorts = new Map<string, Cohort>();

  /** Ids of cohorts that somebody joined or left. */
  readonly members: Listeners<string>;

  constructor({ db, now, log }: { readonly db: Database; readonly now: () => Date; readonly log: Logger }) {
    this.#db = db;
    this.#now = now;
    this.members = new Listeners((error) => reportTrouble(log, error, { part: 'cohorts' }));
  }

  /** Finds the cohorts of attempts that were running when the last server stopped. */
  async load(): Promise<void> {
    for (const { attempt, cohort } of await listRunningAttemptCohorts(this.#db)) {
      const found = await findCohort(this.#db, cohort);
      if (found !== undefined) this.#cohorts.set(attempt, found);
    }
  }

  /** Whether a learner may begin this lab now. Staff try labs out by no cohort's rules. Throws a RequestFault 403. */
  async admit(viewer: Viewer | undefined, lab: string): Promise<Admission> {
    if (viewer?.session === undefined || isStaff(viewer)) return { cohort: undefined };
    const mine = await listCohortsOf(this.#db, viewer.id, 'learner');
    const cohort = cohortForStart(mine, lab, this.#now());
    if (cohort?.maxAttempts !== undefined) {
      const taken = await countAttempts(this.#db, { cohort: cohort.id, learner: viewer.id, lab });
      if (taken >= cohort.maxAttempts) throw noneLeft(taken);
    }
    return { cohort };
  }

  /** Notes that a fresh attempt counts for this cohort, in the transaction that begins it. */
  async note(tx: Database, attempt: string, { cohort }: Admission): Promise<void> {
    if (cohort !== undefined) await insertAttemptCohort(tx, attempt, cohort.id);
  }

  /** From then on it obeys the cohort's rules. */
  begun(attempt: string, { cohort }: Admission): void {
    if (cohort !== undefined) this.#cohorts.set(attempt, cohort);
  }

  forget(attempt: string): void {
    this.#cohorts.delete(attempt);
  }

  /** The cohort of a running attempt. */
  cohortOf(attempt: string): Cohort | undefined {
    return this.#cohorts.get(attempt);
  }

  /** The cohort that a learner is in at present, the newest first; it may be none. */
  async cohortNow(learner: string): Promise<Cohort | undefined> {
    const now = this.#now();
    const open = (await listCohortsOf(this.#db, learner, 'learner')).filter(
      ({ startsAt, endsAt }) => startsAt <= now && now < endsAt,
    );
    return open.toSorted((a, b) => b.startsAt.getTime() - a.startsAt.getTime())[0];
  }

  /** Running attempts obey changed rules from now on. */
  changed(cohort: Cohort): void {
    for (const [attempt, { id }] of this.#cohorts) if (id === cohort.id) this.#cohorts.set(attempt, cohort);
  }

  deleted(cohort: string): void {
    for (const [attempt, { id }] of this.#cohorts) if (id === cohort) this.#cohorts.delete(attempt);
    this.members.emit(cohort);
  }

  /** Throws a RequestFault 403 where the cohort does without hints. */
  refuseHints(attempt: string): void {
    const cohort = this.#cohorts.get(attempt);
    if (cohort?.hints !== false) return;
    throw notYours(`${cohort.name} works without hints.`, 'The checks still say what they saw and wanted.');
  }

  /** Throws a RequestFault 403 where the cohort does without the trace. */
  refuseTrace(attempt: string): void {
    const cohort = this.#cohorts.get(attempt);
    if (cohort?.trace !== false) return;
    throw notYours(
      `${cohort.name} works without the live trace.`,
      'Look with kubectl and vault in the terminal.',
    );
  }

  /** Throws a RequestFault 403 where nobody has allowed a learner with an account to take a kubeconfig along. */
  refuseKubeconfig(viewer: Viewer, attempt: string): void {
    const cohort = this.#cohorts.get(attempt);
    if (cohort?.kubeconfig === true || (cohort === undefined && isStaff(viewer))) return;
    throw notYours(
      `${cohort?.name ?? 'Practice on this server'} works without a kubeconfig of your own.`,
      'Use kubectl in the terminal, or ask your instructor to allow it for your cohort.',
    );
  }

  /** Throws a RequestFault 403 for everybody but administrators and the cohort's own instructors. */
  async refuseOthers(viewer: Viewer, cohort: string): Promise<void> {
    if (viewer.role === 'admin') return;
    const role = viewer.role === 'instructor' ? await findMemberRole(this.#db, cohort, viewer.id) : undefined;
    if (role !== 'instructor')
      throw notYours(
        'You do not teach this cohort.',
        'Ask one of its instructors or an administrator to let you in.',
      );
  }

  /** Whether somebody who grades may check an attempt: instructors only their own and those of cohorts that they teach. */
  async mayCheck(
    viewer: Viewer,
    attempt: { readonly id: string; readonly row: { readonly learner: string } },
  ): Promise<boolean> {
    if (viewer.role !== 'instructor' || attempt.row.learner === viewer.id) return true;
    const cohort = this.#cohorts.get(attempt.id);
    if (cohort === undefined) return false;
    return (await findMemberRole(this.#db, cohort.id, viewer.id)) === 'instructor';
  }

  /** To be said once the transaction of `enrol` has ended. */
  joined({ cohort }: Pick<Invite, 'cohort'>): void {
    if (cohort !== undefined) this.members.emit(cohort);
  }

  /** Lets an account into the cohort of an invitation, in the transaction that uses it up. Throws when it is full or over. */
  async enrol(tx: Database, invite: Pick<Invite, 'cohort' | 'role'>, account: string): Promise<void> {
    if (invite.cohort === undefined) return;
    await lockCohort(tx, invite.cohort);
    const cohort = await findCohort(tx, invite.cohort);
    if (cohort === undefined || cohort.endsAt <= this.#now()) throw over(cohort);
    const role = invite.role === 'instructor' ? 'instructor' : 'learner';
    const isIn = (await findMemberRole(tx, cohort.id, account)) !== undefined;
    if (role === 'learner' && !isIn && (await countLearners(tx, cohort.id)) >= cohort.seats)
      throw full(cohort);
    await insertMember(tx, { cohort: cohort.id, account, role }, this.#now());
  }
}

function noneLeft(taken: number): RequestFault {
  return notYours(
    taken === 1
      ? 'You have begun this lab once, as often as your cohort allows.'
      : `You have begun this lab ${taken} times, as often as your cohort allows.`,
    'What you had proven counts. Ask your instructor if something went wrong.',
  );
}

function full({ name, seats }: Cohort): RequestFault {
  return new RequestFault(409, {
    code: 'QUOTA',
    message: `${name} is full: all ${seats} seats are taken.`,
    hint: 'Ask your instructor for a seat; the code stays good.',
  });
}

function over(cohort: Cohort | undefined): RequestFault {
  const when = cohort === undefined ? '' : ` It ended on ${sayTime(cohort.endsAt, cohort.timeZone)}.`;
  return new RequestFault(410, {
    code: 'NOT_FOUND',
    message: `The cohort that this code leads into is over.${when}`,
    hint: 'Ask whoever gave it to you for a code of a present cohort.',
  });
}
