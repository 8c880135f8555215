import type { MemberLeaving } from '#site/protocol/cohorts.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { Member } from '../state/cohort-member-rows.ts';
import { listInvites } from '../state/invite-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { CohortDesk } from './cohort-desk.ts';
import { memberView } from './export-cohort.ts';

export interface LeavingGround {
  readonly db: Database;
  readonly book: AttemptBook;
  readonly cohorts: CohortDesk;
  readonly now: () => Date;
}

/** What it would mean for a member to be taken out now: what of theirs runs on, and how they could come back. */
export async function leavingOf(
  { db, book, cohorts, now }: LeavingGround,
  cohort: string,
  member: Member,
): Promise<MemberLeaving> {
  const running = book
    .listOf(member.account)
    .filter(({ id, phase }) => cohorts.cohortOf(id)?.id === cohort && phase.state !== 'failed');
  const at = now();
  const good = (await listInvites(db, cohort)).filter(
    ({ usesLeft, expiresAt, email }) =>
      usesLeft > 0 && expiresAt > at && (email === undefined || isSame(email, member.email)),
  );
  return {
    member: memberView(member),
    running: running.map(({ lab, phase }) => ({
      lab: lab.id,
      title: lab.title,
      until: 'expiresAt' in phase ? phase.expiresAt.toISOString() : null,
    })),
    goodCodes: good.length,
  };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
