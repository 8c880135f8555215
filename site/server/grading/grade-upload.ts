import path from 'node:path';
import pRetry from 'p-retry';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { EnvironmentProvider } from '#containers/contract/environment.ts';
import { Fault, type FaultCode } from '#containers/contract/fault.ts';
import { gradeOne, keyOf, type Work } from '#labs/grading/batch/grade-batch.ts';
import type { Transcript } from '#labs/grading/evidence/observe.ts';
import { signingKey } from '#labs/grading/evidence/signing-key.ts';
import { signEvidence } from '#labs/grading/evidence/statement.ts';
import { labHash } from '#labs/grading/lab-hash.ts';
import { readArchive } from '#labs/grading/submissions/read-submission.ts';
import type { Verdict } from '#labs/grading/verdict.ts';
import type { Catalog, Lab } from '#labs/lab.ts';
import type { ServerDeps } from '../server-deps.ts';
import { readArchiveOf, type GradingJob } from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { FreshEnvironments } from './fresh-environments.ts';
import type { JobOutcome } from './job-queue.ts';

export interface GradeUploadOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly grader: ServerDeps['submissionGrader'];
  readonly environments: FreshEnvironments;
  /** What environments are made from, once it is there. */
  readonly runtime: () => { readonly provider: EnvironmentProvider; readonly bundle: RuntimeBundle };
  readonly admit: ServerDeps['admit'];
  readonly dataDir: string;
  /** First pause before another try, in milliseconds. */
  readonly pauseMs?: number | undefined;
}

/** How often what broke on our side is tried again, as in a batch. */
const retries = 2;
/** Learners come first: for room on this machine a submission waits ten minutes at most. */
const roomTries = 40;
const roomPauseMs = 15_000;
const waitsForRoom: ReadonlySet<FaultCode> = new Set(['DISK_TOO_SMALL', 'MEMORY_TOO_SMALL', 'QUOTA']);

/** Of the key that signs evidence, the same as that of `kindlab grade`. */
export function signingKeyFile(dataDir: string): string {
  return path.join(dataDir, 'grading-key.pem');
}

/** Grades an uploaded submission in an environment of its own and signs what came of it. */
export async function gradeUpload(
  options: GradeUploadOptions,
  job: GradingJob,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { request } = job;
  if (request.kind !== 'grade') throw new Error(`The job ${job.id} is no submission.`);
  const { db, catalog, grader, runtime, dataDir, pauseMs } = options;
  const lab = catalog.getLab(job.lab);
  const about = { name: request.name, address: `upload:${job.id}` };
  const submission = await readArchive(about, request.packed, await readArchiveOf(db, job.id));
  const which = { lab: lab.id, labHash: await labHash(lab) };
  let transcript: Transcript = { observed: [], written: [] };
  const record = await gradeOne(submission, keyOf(submission, which), {
    ...which,
    retries,
    signal,
    ...(pauseMs === undefined ? {} : { pauseMs }),
    grade: async (work, inner) => {
      const graded = await gradeOnce(options, { job, lab, work }, inner);
      ({ transcript } = graded);
      return graded.verdict;
    },
  });
  const platform = await grader.platformOf(runtime().bundle);
  const evidence = signEvidence(record, { platform, transcript }, await signingKey(signingKeyFile(dataDir)));
  return { result: record.verdict, sha256: record.sha256, evidence };
}

async function gradeOnce(
  { grader, environments, runtime, admit }: GradeUploadOptions,
  { job, lab, work }: { readonly job: GradingJob; readonly lab: Lab; readonly work: Work },
  signal: AbortSignal,
): Promise<{ readonly verdict: Verdict; readonly transcript: Transcript }> {
  const { provider } = runtime();
  await pRetry(async () => admit?.(provider, { ...lab.environment, lab: lab.id }, signal), {
    retries: roomTries,
    factor: 1,
    minTimeout: roomPauseMs,
    signal,
    shouldRetry: ({ error }) => error instanceof Fault && waitsForRoom.has(error.code),
  });
  return environments.use(
    provider,
    { lab, attempt: job.id },
    (environment) => grader.grade({ lab, files: work.files, environment, signal }),
    signal,
  );
}
