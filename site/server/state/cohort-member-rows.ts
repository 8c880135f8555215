import type { Database } from './open-database.ts';

export interface Member {
  readonly account: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'instructor' | 'learner';
  readonly joinedAt: Date;
}

/** By name. */
export async function listMembers(db: Database, cohort: string): Promise<readonly Member[]> {
  const rows = await db
    .selectFrom('cohort_members')
    .innerJoin('accounts', 'accounts.id', 'cohort_members.account')
    .select(['account', 'name', 'email', 'cohort_members.role', 'joined_at'])
    .where('cohort', '=', cohort)
    .orderBy('name')
    .orderBy('account')
    .execute();
  return rows.map(({ joined_at, ...row }) => ({ ...row, joinedAt: joined_at }));
}

export async function countLearners(db: Database, cohort: string): Promise<number> {
  return (await listMembers(db, cohort)).filter(({ role }) => role === 'learner').length;
}

export async function findMemberRole(
  db: Database,
  cohort: string,
  account: string,
): Promise<Member['role'] | undefined> {
  const row = await db
    .selectFrom('cohort_members')
    .select('role')
    .where('cohort', '=', cohort)
    .where('account', '=', account)
    .executeTakeFirst();
  return row?.role;
}

/** Somebody who is in it already stays what they are. */
export async function insertMember(
  db: Database,
  member: { readonly cohort: string; readonly account: string; readonly role: Member['role'] },
  at: Date,
): Promise<void> {
  await db
    .insertInto('cohort_members')
    .values({ ...member, joined_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Answers whether they were in it. */
export async function deleteMember(db: Database, cohort: string, account: string): Promise<boolean> {
  const result = await db
    .deleteFrom('cohort_members')
    .where('cohort', '=', cohort)
    .where('account', '=', account)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
