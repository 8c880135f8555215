import type { Selectable } from 'kysely';
import { lateRule, type LateRule } from '#site/protocol/marks.ts';
import type { CohortsTable } from './cohort-schema.ts';
import type { Database } from './open-database.ts';

export interface CohortLab {
  readonly lab: string;
  /** Absent: from the first day on. */
  readonly opensAt: Date | undefined;
  /** Absent: until the last day. */
  readonly closesAt: Date | undefined;
  /** When it counts as late; absent: when it closes. */
  readonly dueAt: Date | undefined;
  readonly graded: boolean;
}

/** What may be changed about a cohort. */
export interface CohortPlan {
  readonly name: string;
  readonly timeZone: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly seats: number;
  /** None: every lab of the course, for practice. */
  readonly labs: readonly CohortLab[];
  readonly leaseMinutes: number | undefined;
  readonly mostRunning: number | undefined;
  readonly hints: boolean;
  readonly trace: boolean;
  /** Whether environments may reach anything beyond the server's machine. */
  readonly egress: boolean;
  /** Whether learners may take a kubeconfig of their cluster along. */
  readonly kubeconfig: boolean;
  readonly maxAttempts: number | undefined;
  /** What becomes of points that come late. */
  readonly late: LateRule;
}

export interface Cohort extends CohortPlan {
  readonly id: string;
  readonly course: string;
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** Writes a cohort and its labs, in place of what was there under its id. */
export async function saveCohort(db: Database, cohort: Cohort): Promise<void> {
  const { id, ...rest } = toRow(cohort);
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('cohorts')
      .values({ id, ...rest })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
      .execute();
    await tx.deleteFrom('cohort_labs').where('cohort', '=', id).execute();
    if (cohort.labs.length === 0) return;
    const labs = cohort.labs.map(({ lab, opensAt, closesAt, dueAt, graded }) => ({
      cohort: id,
      lab,
      opens_at: opensAt ?? null,
      closes_at: closesAt ?? null,
      due_at: dueAt ?? null,
      graded,
    }));
    await tx.insertInto('cohort_labs').values(labs).execute();
  });
}

export async function findCohort(db: Database, id: string): Promise<Cohort | undefined> {
  return (await load(db, await db.selectFrom('cohorts').selectAll().where('id', '=', id).execute()))[0];
}

export async function listCohorts(db: Database): Promise<readonly Cohort[]> {
  return load(db, await db.selectFrom('cohorts').selectAll().orderBy('starts_at', 'desc').execute());
}

/** Those in which an account has this role, latest first. */
export async function listCohortsOf(
  db: Database,
  account: string,
  role: 'instructor' | 'learner',
): Promise<readonly Cohort[]> {
  const rows = await db
    .selectFrom('cohorts')
    .innerJoin('cohort_members', 'cohort_members.cohort', 'cohorts.id')
    .selectAll('cohorts')
    .where('cohort_members.account', '=', account)
    .where('cohort_members.role', '=', role)
    .orderBy('starts_at', 'desc')
    .execute();
  return load(db, rows);
}

/** With its labs, members, announcements and unused codes; attempts stay their learners'. */
export async function deleteCohort(db: Database, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('invites').where('cohort', '=', id).execute();
    await tx.deleteFrom('cohorts').where('id', '=', id).execute();
  });
}

/** Keeps others from changing this cohort's members until the transaction ends. */
export async function lockCohort(tx: Database, id: string): Promise<void> {
  await tx.selectFrom('cohorts').select('id').where('id', '=', id).forUpdate().execute();
}

async function load(db: Database, rows: readonly Selectable<CohortsTable>[]): Promise<readonly Cohort[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const labs = await db
    .selectFrom('cohort_labs')
    .selectAll()
    .where('cohort', 'in', ids)
    .orderBy('lab')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    course: row.course,
    timeZone: row.time_zone,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    seats: row.seats,
    labs: labs
      .filter(({ cohort }) => cohort === row.id)
      .map(({ lab, opens_at, closes_at, due_at, graded }) => ({
        lab,
        opensAt: opens_at ?? undefined,
        closesAt: closes_at ?? undefined,
        dueAt: due_at ?? undefined,
        graded,
      })),
    leaseMinutes: row.lease_minutes ?? undefined,
    mostRunning: row.most_running ?? undefined,
    hints: row.hints,
    trace: row.trace,
    egress: row.egress,
    kubeconfig: row.kubeconfig,
    maxAttempts: row.max_attempts ?? undefined,
    late: lateOf(row),
    createdBy: row.created_by,
    createdAt: row.created_at,
  }));
}

function lateOf({ late_rule, late_percent }: Selectable<CohortsTable>): LateRule {
  return lateRule.parse(
    late_rule === 'perDay' ? { kind: late_rule, percent: late_percent } : { kind: late_rule },
  );
}

function toRow(cohort: Cohort): CohortsTable {
  return {
    id: cohort.id,
    name: cohort.name,
    course: cohort.course,
    time_zone: cohort.timeZone,
    starts_at: cohort.startsAt,
    ends_at: cohort.endsAt,
    seats: cohort.seats,
    lease_minutes: cohort.leaseMinutes ?? null,
    most_running: cohort.mostRunning ?? null,
    hints: cohort.hints,
    trace: cohort.trace,
    egress: cohort.egress,
    kubeconfig: cohort.kubeconfig,
    max_attempts: cohort.maxAttempts ?? null,
    late_rule: cohort.late.kind,
    late_percent: cohort.late.kind === 'perDay' ? cohort.late.percent : null,
    created_by: cohort.createdBy,
    created_at: cohort.createdAt,
  };
}
