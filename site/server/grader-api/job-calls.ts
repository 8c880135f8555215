import { z } from 'zod';
import { submissionLimits } from '#labs/grading/submissions/limits.ts';
import type { ArchiveKind } from '#labs/grading/submissions/read-submission.ts';
import type { Catalog } from '#labs/lab.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { getExercise } from '../checks/exercise-actions.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { notYours, type Viewer } from '../accounts/viewer.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { JobDesk, WantedJob } from '../grading/job-desk.ts';
import type { JobQueue } from '../grading/job-queue.ts';
import { readBounded } from '../http/read-bounded.ts';
import { bodyTooLarge } from '../http/read-json.ts';
import { listJobs, type GradingJob } from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import { apiCall, type ApiCall, type CallInHand } from './api-call.ts';
import { attemptPage, job, jobPage, jobQuery, newCheck, newGrading } from './messages.ts';
import { ownJob } from './own-job.ts';
import { jobView, pageOf, pageStart } from './views.ts';

export interface JobCallsOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly book: AttemptBook;
  readonly cohorts: CohortDesk;
  readonly desk: JobDesk;
  readonly queue: JobQueue;
}

const keyHeader = 'idempotency-key';
const keyShape = z.string().regex(/^[\u0021-\u007e]{1,100}$/);
const headers = z.object({
  [keyHeader]: keyShape
    .optional()
    .meta({ description: 'Of your choice; the same key with the same request is the same job' }),
});
const taken = {
  202: {
    description: 'Taken, or there from before',
    schema: job,
    headers: { location: 'Where the job is read' },
  },
} as const;
const archiveTypes: Readonly<Record<string, ArchiveKind>> = {
  'application/zip': 'zip',
  'application/x-tar': 'tar',
  'application/gzip': 'tar',
};

/** Jobs: asked for, looked up, cancelled. */
export function jobCalls(options: JobCallsOptions): readonly ApiCall[] {
  return [...newJobCalls(options), ...listCalls(options), ...oneJobCalls(options)];
}

function newJobCalls({ catalog, book, cohorts, desk }: JobCallsOptions): readonly ApiCall[] {
  return [
    apiCall(
      {
        id: 'createCheck',
        method: 'post',
        path: '/api/v1/checks',
        summary: 'Check a hosted attempt, challenges included; counts for its learner like their own check',
        needs: 'attempts:check',
        headers,
        body: newCheck,
        answers: taken,
        problems: [404, 409, 413, 415],
        audit: 'job.check',
      },
      async (call) => {
        const { attempt: id, exercises, lab } = call.body;
        call.note({ details: { attempt: id, exercises } });
        const plan = async () => {
          const attempt = await getReachable({ book, cohorts }, call.viewer, id);
          if (lab !== undefined && lab !== attempt.lab.id) throw otherLab(attempt.lab.id);
          const wanted = exercises ?? attempt.lab.exercises.map((exercise) => exercise.id);
          const known = [...new Set(wanted)].map((exercise) => getExercise(attempt, exercise).id);
          return { lab: attempt.lab.id, request: { kind: 'check' as const, attempt: id, exercises: known } };
        };
        const asked = { kind: 'check', attempt: id, exercises, lab };
        return accepted(call, await desk.take({ ...whose(call), asked, plan }));
      },
    ),
    apiCall(
      {
        id: 'createGrading',
        method: 'post',
        path: '/api/v1/gradings',
        summary: 'Grade a submission in a fresh environment; the body is a zip, tar or gzipped tar',
        needs: 'jobs:write',
        headers,
        query: newGrading,
        upload: Object.keys(archiveTypes),
        answers: taken,
        problems: [404, 409, 413, 415],
        audit: 'job.grade',
      },
      async (call) => {
        const { lab, name } = call.query;
        call.note({ details: { lab, name } });
        const packed = archiveKind(call);
        const archive = await readBounded(call.c.req.raw.body, submissionLimits.archiveBytes, () =>
          bodyTooLarge(submissionLimits.archiveBytes),
        );
        const plan = () => {
          const request = { kind: 'grade' as const, name, packed };
          return Promise.resolve({ lab: catalog.getLab(lab).id, request });
        };
        const asked = { kind: 'grade', lab, name, packed };
        return accepted(call, await desk.take({ ...whose(call), asked, archive, plan }));
      },
    ),
  ];
}

function listCalls({ db, book, cohorts }: JobCallsOptions): readonly ApiCall[] {
  return [
    apiCall(
      {
        id: 'listAttempts',
        method: 'get',
        path: '/api/v1/attempts',
        summary: 'Attempts that run on this server and that you may check',
        needs: 'attempts:check',
        answers: {
          200: {
            description: 'All of them; for instructors those of the cohorts they teach',
            schema: attemptPage,
          },
        },
      },
      async ({ c, viewer }) => {
        const mine: Attempt[] = [];
        for (const attempt of book.list()) if (await cohorts.mayCheck(viewer, attempt)) mine.push(attempt);
        const attempts = mine.map(({ id, lab, row, phase }) => ({
          id,
          lab: lab.id,
          learner: row.learner,
          state: phase.state,
          startedAt: row.createdAt.toISOString(),
        }));
        return c.json({ attempts });
      },
    ),
    apiCall(
      {
        id: 'listJobs',
        method: 'get',
        path: '/api/v1/jobs',
        summary: 'Your jobs, newest first, without their results',
        needs: 'jobs:read',
        query: jobQuery,
        answers: { 200: { description: 'A page of them', schema: jobPage } },
      },
      async ({ c, viewer, query }) => {
        const listing = { owner: viewer.id, state: query.state, ...pageStart(query) };
        const { rows, next } = pageOf(await listJobs(db, listing), query);
        const jobs = rows.map((row) => {
          const { result: _long, ...rest } = jobView(row);
          return rest;
        });
        return c.json({ jobs, next });
      },
    ),
  ];
}

function oneJobCalls({ db, queue }: JobCallsOptions): readonly ApiCall[] {
  return [
    apiCall(
      {
        id: 'getJob',
        method: 'get',
        path: '/api/v1/jobs/{id}',
        summary: 'One job, with its result once it is done',
        needs: 'jobs:read',
        answers: { 200: { description: 'The job', schema: job } },
        problems: [404],
      },
      async (call) => call.c.json(jobView(await ownJob(db, call))),
    ),
    apiCall(
      {
        id: 'cancelJob',
        method: 'post',
        path: '/api/v1/jobs/{id}/cancel',
        summary: 'End a job that waits or runs',
        needs: 'jobs:write',
        answers: { 200: { description: 'The job, cancelled', schema: job } },
        problems: [404, 409],
        audit: 'job.cancel',
      },
      async (call) => {
        call.note({ target: call.param('id') });
        const found = await ownJob(db, call);
        if (!(await queue.cancel(found))) throw hasEnded();
        return call.c.json(jobView(await ownJob(db, call)));
      },
    ),
  ];
}

function accepted({ c, note }: CallInHand<unknown, unknown>, found: GradingJob): Response {
  note({ target: found.id, details: { job: found.id } });
  return c.json(jobView(found), 202, { location: `/api/v1/jobs/${found.id}` });
}

function whose({ c, viewer }: CallInHand<unknown, unknown>): Pick<WantedJob, 'idempotencyKey' | 'owner'> {
  const given = c.req.header(keyHeader);
  const parsed = keyShape.optional().safeParse(given);
  if (parsed.success) return { owner: viewer.id, idempotencyKey: parsed.data };
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: 'The header Idempotency-Key has to be 1 to 100 visible ASCII characters.',
    hint: 'A random UUID will do.',
  });
}

function archiveKind({ c }: CallInHand<unknown, unknown>): ArchiveKind {
  const [type = ''] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  const kind = archiveTypes[type.trim()];
  if (kind !== undefined) return kind;
  throw new RequestFault(415, {
    code: 'PROTOCOL',
    message: 'A submission has to be a zip, a tar or a gzipped tar.',
    hint: `Send it with one of these as content-type: ${Object.keys(archiveTypes).join(', ')}.`,
  });
}

/** Throws a RequestFault 404 for an attempt that there is not, and 403 for one that they may not check. */
async function getReachable(
  { book, cohorts }: Pick<JobCallsOptions, 'book' | 'cohorts'>,
  viewer: Viewer,
  id: string,
): Promise<Attempt> {
  const attempt = book.getAny(id);
  if (await cohorts.mayCheck(viewer, attempt)) return attempt;
  throw notTaught();
}

function notTaught(): RequestFault {
  return notYours(
    'This attempt counts for no cohort that you teach.',
    'Ask one of its instructors, a grader or an administrator to check it.',
  );
}

function otherLab(lab: string): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: `This attempt is at the lab ${lab}.`,
    hint: 'Name that lab, or another attempt.',
  });
}

function hasEnded(): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: 'This job has ended; what has ended can not be cancelled.',
    hint: 'Read it to see what it came to.',
  });
}
