import type { Audited } from './accounts/audited.ts';
import { rateLimit } from './accounts/rate-limits.ts';
import type { TokenBook } from './accounts/token-book.ts';
import type { ExerciseActions } from './checks/exercise-actions.ts';
import type { Ground, Workers } from './compose-workers.ts';
import { clockOf } from './compose-workers.ts';
import { apiRoutes } from './grader-api/api-call.ts';
import { evidenceCalls } from './grader-api/evidence-calls.ts';
import { jobCalls } from './grader-api/job-calls.ts';
import { documentRoutes } from './grader-api/document-routes.ts';
import { tokenCalls } from './grader-api/token-calls.ts';
import { webhookCalls } from './grader-api/webhook-calls.ts';
import { checkAttempt, type CheckAttemptOptions } from './grading/check-attempt.ts';
import { gradeUpload, signingKeyFile, type GradeUploadOptions } from './grading/grade-upload.ts';
import { JobDesk } from './grading/job-desk.ts';
import { JobQueue } from './grading/job-queue.ts';
import { WebhookSender } from './grading/webhook-sender.ts';
import type { WebhookGround } from './compose-webhooks.ts';
import type { Routes } from './http/app.ts';
import { reportTrouble } from './incident.ts';
import { countEnded, countOpen, measuredLanes } from './operations/measured-jobs.ts';
import type { MetricSet } from './operations/metric-set.ts';
import type { ServerDeps } from './server-deps.ts';
import type { CheckedOptions } from './server-options.ts';

export interface GradersGround extends Ground {
  readonly audited: Audited;
  readonly tokens: TokenBook;
  readonly actions: ExerciseActions;
  readonly metrics: MetricSet;
  readonly webhooks: WebhookGround;
}

/** What programs that grade can ask of this server, and what works it off. */
export interface GraderParts {
  readonly routes: readonly Routes[];
  /** Ends what waits or runs of one owner. */
  readonly endJobsOf: (owner: string) => Promise<void>;
  /** Jobs are worked off as soon as environments can be made. */
  begin(): void;
  /** What is under way is begun again by the next server. */
  stop(): Promise<void>;
}

/** Checks need no environment of their own, so they never wait for submissions. */
const checksAtOnce = 4;
const clearMs = 120_000;

export function composeGraders(
  options: CheckedOptions,
  deps: ServerDeps,
  workers: Workers,
  ground: GradersGround,
): GraderParts {
  const { db, log, audited, tokens } = ground;
  const { dataDir } = options;
  const now = clockOf(deps);
  const { key, isAllowed, tried } = ground.webhooks;
  const retryMs = deps.timing?.retryMs;
  const sender = new WebhookSender({ db, log, now, key, isAllowed, retryMs, tried });
  const queue = composeQueue(options, deps, workers, { ...ground, sender });
  const desk = new JobDesk({ db, now, queue });
  const calls = [
    ...jobCalls({ db, catalog: deps.catalog, book: workers.book, cohorts: workers.cohorts, desk, queue }),
    ...evidenceCalls({ db, keyFile: signingKeyFile(dataDir) }),
    ...tokenCalls(tokens),
    ...webhookCalls({ db, now, key, isAllowed }),
  ];
  return {
    routes: [apiRoutes({ calls, audited, limit: rateLimit(600, 1) }), documentRoutes(calls)],
    endJobsOf: (owner) => queue.cancelAllOf(owner),
    begin() {
      sender.wake();
      const unlisten = workers.runtime.changes.add(({ state }) => {
        if (state !== 'ready') return;
        unlisten();
        startQueue(queue, workers).catch((error: unknown) => reportTrouble(log, error, { part: 'jobs' }));
      });
    },
    async stop() {
      await queue.stop();
      await sender.stop();
    },
  };
}

function composeQueue(
  options: CheckedOptions,
  deps: ServerDeps,
  { book, runtime, gradings }: Workers,
  { db, log, actions, metrics, sender }: GradersGround & { readonly sender: WebhookSender },
): JobQueue {
  const ready = () => {
    const { provider, bundle } = runtime;
    if (provider === undefined || bundle === undefined) throw new Error('The runtime is not ready.');
    return { provider, bundle };
  };
  const check: CheckAttemptOptions = {
    book,
    actions,
    now: clockOf(deps),
    grader: deps.submissionGrader,
    bundle: () => ready().bundle,
    keyFile: signingKeyFile(options.dataDir),
  };
  const upload: GradeUploadOptions = {
    db,
    catalog: deps.catalog,
    grader: deps.submissionGrader,
    environments: gradings,
    runtime: ready,
    admit: deps.admit,
    dataDir: options.dataDir,
    pauseMs: deps.timing?.retryMs,
  };
  return new JobQueue({
    db,
    log,
    now: clockOf(deps),
    lanes: measuredLanes(
      {
        check: { most: checksAtOnce, run: (job, signal) => checkAttempt(check, job, signal) },
        grade: { most: options.gradingJobs, run: (job, signal) => gradeUpload(upload, job, signal) },
      },
      metrics,
    ),
    onEnd: (tx, job, at) => sender.note(tx, job, at),
    ended: (ending) => {
      countEnded(metrics, ending);
      sender.wake();
    },
    changed: () => countOpen(metrics, db),
  });
}

/** What a killed server left of its gradings goes first: they are begun again in environments of their own. */
async function startQueue(queue: JobQueue, { runtime, gradings }: Workers): Promise<void> {
  try {
    if (runtime.provider !== undefined) await gradings.clear(runtime.provider, AbortSignal.timeout(clearMs));
  } finally {
    await queue.start();
  }
}
