import type { LtiMembers } from '#site/protocol/lti.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { RequestFault } from '../fault-to-response.ts';
import { findAccountByEmail, findIdentity } from '../state/account-rows.ts';
import { countLearners, findMemberRole } from '../state/cohort-member-rows.ts';
import type { Cohort } from '../state/cohort-rows.ts';
import type { LtiCourse } from '../state/lti-course-rows.ts';
import { findPlatform } from '../state/lti-platform-rows.ts';
import type { Database } from '../state/open-database.ts';
import { nameOf, teaches } from './claims.ts';
import { makeLinkedAccount } from './linked-account.ts';
import type { PlatformClient, PlatformMember } from './platform-client.ts';

export interface MemberSync {
  readonly db: Database;
  readonly now: () => Date;
  readonly cohorts: CohortDesk;
  readonly client: PlatformClient;
  readonly cohort: Cohort;
  readonly course: LtiCourse;
  readonly signal: AbortSignal;
}

type Row = LtiMembers['rows'][number];
type Planned = { readonly member: PlatformMember; readonly row: Row };

/**
 * Brings the learners whom a platform names into the cohort, or says what that would do. Who is here and not named there
 * stays: a platform that is half broken must take nobody's seat. Teachers come in when they first open the course.
 */
export async function syncMembers(job: MemberSync, dryRun: boolean): Promise<LtiMembers> {
  const { db, cohort, course, client, cohorts, signal } = job;
  const platform = await findPlatform(db, course.platform);
  if (platform === undefined || course.membershipsUrl === undefined) throw tellsNobody(course);
  const members = await client.listMembers(platform, course.membershipsUrl, signal);
  const active = members.filter(({ status }) => status === 'Active');
  const planned: Planned[] = [];
  for (const member of active) planned.push({ member, row: await plan(job, platform.issuer, member) });
  const coming = planned.filter(({ row }) => row.result === 'enrolled' || row.result === 'added');
  const seatsLeft = cohort.seats - (await countLearners(db, cohort.id)) - coming.length;
  if (!dryRun && seatsLeft < 0) throw tooMany(cohort, seatsLeft);
  if (!dryRun) {
    for (const { member } of coming) await take(job, platform.issuer, member);
    cohorts.joined({ cohort: cohort.id });
  }
  return { dryRun, platform: platform.name, seatsLeft, rows: planned.map(({ row }) => row) };
}

async function plan({ db, cohort }: MemberSync, issuer: string, member: PlatformMember): Promise<Row> {
  const about = { name: nameOf(member), email: member.email ?? null };
  if (teaches(member.roles)) return { ...about, result: 'teacher' };
  const account = await findIdentity(db, { issuer, subject: member.user_id });
  if (account !== undefined) {
    const role = await findMemberRole(db, cohort.id, account.id);
    return { ...about, result: role === undefined ? 'enrolled' : 'member' };
  }
  const taken = member.email === undefined ? undefined : await findAccountByEmail(db, member.email);
  return { ...about, result: taken === undefined ? 'added' : 'taken' };
}

async function take(
  { db, now, cohorts, cohort }: MemberSync,
  issuer: string,
  member: PlatformMember,
): Promise<void> {
  const identity = { issuer, subject: member.user_id };
  const account =
    (await findIdentity(db, identity)) ??
    (await makeLinkedAccount({ db, now }, { ...identity, name: nameOf(member), email: member.email }));
  // Somebody took the address meanwhile: they are told when they open the course.
  if (account === undefined) return;
  await db
    .transaction()
    .execute((tx) => cohorts.enrol(tx, { cohort: cohort.id, role: 'learner' }, account.id));
}

function tellsNobody({ title }: LtiCourse): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: `The platform of “${title}” does not tell who takes it.`,
    hint: 'Let Kindlab use its names and roles service there, then open an activity of the course once.',
  });
}

function tooMany({ seats }: Cohort, seatsLeft: number): RequestFault {
  return new RequestFault(409, {
    code: 'QUOTA',
    message: `The cohort has ${seats} seats, ${-seatsLeft} too few for the people of that course.`,
    hint: 'Give it more seats; nobody was added.',
  });
}
