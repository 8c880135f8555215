import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import {
  jobFailure,
  jobResult,
  type JobFailure,
  type JobResult,
  type JobState,
} from '../grader-api/messages.ts';
import type { GradingJobsTable } from './grader-schema.ts';
import type { Database } from './open-database.ts';

/** What a job was asked to do; the archive of a submission is kept apart. */
export const jobRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('check'), attempt: z.string(), exercises: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('grade'), name: z.string(), packed: z.enum(['tar', 'zip']) }),
]);
export type JobRequest = z.infer<typeof jobRequest>;
export type JobKind = JobRequest['kind'];

export interface GradingJob {
  /** In the order in which jobs came. */
  readonly number: number;
  readonly id: string;
  readonly owner: string;
  readonly state: JobState;
  readonly lab: string;
  readonly request: JobRequest;
  readonly requestHash: string;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly sha256: string | undefined;
  readonly result: JobResult | undefined;
  readonly failure: JobFailure | undefined;
  readonly hasEvidence: boolean;
}

export interface NewJob extends Pick<
  GradingJob,
  'createdAt' | 'id' | 'lab' | 'owner' | 'request' | 'requestHash'
> {
  readonly idempotencyKey: string | undefined;
  readonly archive: Buffer | undefined;
}

export interface JobEnd {
  readonly state: 'cancelled' | 'done' | 'failed';
  readonly at: Date;
  readonly sha256?: string | undefined;
  readonly result?: JobResult;
  readonly failure?: JobFailure;
  readonly evidence?: string;
}

const light = [
  ...['number', 'id', 'owner', 'state', 'lab', 'request', 'request_hash', 'created_at'],
  ...['started_at', 'ended_at', 'sha256', 'result', 'failure'],
] as const;

/** Answers false when this owner has used the idempotency key before. */
export async function insertJob(db: Database, job: NewJob): Promise<boolean> {
  const result = await db
    .insertInto('grading_jobs')
    .values({
      id: job.id,
      owner: job.owner,
      kind: job.request.kind,
      state: 'queued',
      lab: job.lab,
      request: JSON.stringify(job.request),
      idempotency_key: job.idempotencyKey ?? null,
      request_hash: job.requestHash,
      archive: job.archive ?? null,
      tries: 0,
      created_at: job.createdAt,
    })
    .onConflict((conflict) => conflict.columns(['owner', 'idempotency_key']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function findJob(
  db: Database,
  by: { readonly id: string } | { readonly owner: string; readonly idempotencyKey: string },
): Promise<GradingJob | undefined> {
  const all = selectJobs(db);
  const some =
    'id' in by
      ? all.where('id', '=', by.id)
      : all.where('owner', '=', by.owner).where('idempotency_key', '=', by.idempotencyKey);
  const row = await some.executeTakeFirst();
  return row === undefined ? undefined : toJob(row);
}

export interface JobListing {
  readonly owner: string;
  readonly limit: number;
  readonly before?: number | undefined;
  readonly state?: JobState | undefined;
}

/** Newest first. */
export async function listJobs(
  db: Database,
  { owner, limit, before, state }: JobListing,
): Promise<readonly GradingJob[]> {
  let query = selectJobs(db).where('owner', '=', owner).orderBy('number', 'desc').limit(limit);
  if (before !== undefined) query = query.where('number', '<', String(before));
  if (state !== undefined) query = query.where('state', '=', state);
  return (await query.execute()).map(toJob);
}

/** What waits or runs of one owner. */
export async function listOpenJobs(db: Database, owner: string): Promise<readonly GradingJob[]> {
  const rows = await selectJobs(db)
    .where('owner', '=', owner)
    .where('state', 'in', ['queued', 'running'])
    .orderBy('number')
    .execute();
  return rows.map(toJob);
}

/** Of each owner the job that waits longest. */
export async function firstWaiting(db: Database, kind: JobKind): Promise<readonly GradingJob[]> {
  const rows = await selectJobs(db)
    .distinctOn('owner')
    .where('state', '=', 'queued')
    .where('kind', '=', kind)
    .orderBy('owner')
    .orderBy('number')
    .execute();
  return rows.map(toJob);
}

/** How many wait, in all and of one owner. */
export async function countWaiting(
  db: Database,
  owner: string,
): Promise<{ readonly all: number; readonly own: number }> {
  const row = await db
    .selectFrom('grading_jobs')
    .select([
      sql<string>`count(*)`.as('all'),
      sql<string>`count(*) filter (where owner = ${owner})`.as('own'),
    ])
    .where('state', '=', 'queued')
    .executeTakeFirstOrThrow();
  return { all: Number(row.all), own: Number(row.own) };
}

/** How many wait and run now, of each kind; what there is none of has no row. */
export async function countOpenJobs(
  db: Database,
): Promise<readonly { readonly kind: JobKind; readonly state: JobState; readonly jobs: number }[]> {
  const rows = await db
    .selectFrom('grading_jobs')
    .select(['kind', 'state', sql<string>`count(*)`.as('jobs')])
    .where('state', 'in', ['queued', 'running'])
    .groupBy(['kind', 'state'])
    .execute();
  return rows.map(({ kind, state, jobs }) => ({ kind, state, jobs: Number(jobs) }));
}

/** Answers false when it waits no longer, such as when it was cancelled meanwhile. */
export async function beginJob(db: Database, id: string, at: Date): Promise<boolean> {
  const result = await db
    .updateTable('grading_jobs')
    .set((eb) => ({ state: 'running' as const, started_at: at, tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Ends a job, once: answers false when it had ended before. What was uploaded is not kept any longer. */
export async function endJob(db: Database, id: string, end: JobEnd): Promise<boolean> {
  const result = await db
    .updateTable('grading_jobs')
    .set({
      state: end.state,
      ended_at: end.at,
      archive: null,
      sha256: end.sha256 ?? null,
      result: end.result === undefined ? null : JSON.stringify(end.result),
      failure: end.failure === undefined ? null : JSON.stringify(end.failure),
      evidence: end.evidence ?? null,
    })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** What was under way when the last server stopped waits again, at its old place. */
export async function requeueJobs(db: Database): Promise<void> {
  await db
    .updateTable('grading_jobs')
    .set({ state: 'queued', started_at: null })
    .where('state', '=', 'running')
    .execute();
}

export async function deleteJobsEndedBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('grading_jobs').where('ended_at', '<', at).execute();
}

export async function readArchiveOf(db: Database, id: string): Promise<Buffer> {
  const row = await db.selectFrom('grading_jobs').select('archive').where('id', '=', id).executeTakeFirst();
  return Buffer.from(row?.archive ?? []);
}

export async function readEvidenceOf(db: Database, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('grading_jobs').select('evidence').where('id', '=', id).executeTakeFirst();
  return row?.evidence ?? undefined;
}

function selectJobs(db: Database) {
  return db
    .selectFrom('grading_jobs')
    .select(light)
    .select(sql<boolean>`evidence is not null`.as('has_evidence'));
}

type LightRow = Pick<Selectable<GradingJobsTable>, (typeof light)[number]> & {
  readonly has_evidence: boolean;
};

function toJob(row: LightRow): GradingJob {
  return {
    number: Number(row.number),
    id: row.id,
    owner: row.owner,
    state: row.state,
    lab: row.lab,
    request: jobRequest.parse(row.request),
    requestHash: row.request_hash,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    sha256: row.sha256 ?? undefined,
    result: row.result === null ? undefined : jobResult.parse(row.result),
    failure: row.failure === null ? undefined : jobFailure.parse(row.failure),
    hasEvidence: row.has_evidence,
  };
}
