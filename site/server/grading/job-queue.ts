import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { Logger } from 'pino';
import { Fault } from '#containers/contract/fault.ts';
import { reportTrouble } from '../incident.ts';
import {
  beginJob,
  endJob,
  firstWaiting,
  listOpenJobs,
  requeueJobs,
  type GradingJob,
  type JobEnd,
  type JobKind,
} from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import { Turns } from './turns.ts';

/** What one job came to; what it throws makes it `failed`. */
export type JobOutcome = Required<Pick<JobEnd, 'result'>> & Pick<JobEnd, 'evidence' | 'sha256'>;

export interface Lane {
  /** How many at a time. */
  readonly most: number;
  readonly run: (job: GradingJob, signal: AbortSignal) => Promise<JobOutcome>;
}

/** A job, and how it ended. */
export interface JobEnding extends Pick<JobEnd, 'result' | 'state'> {
  readonly job: GradingJob;
}

export interface JobQueueOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly lanes: Readonly<Record<JobKind, Lane>>;
  /** In the same transaction as the end of a job: what has to be kept with it. */
  readonly onEnd: (tx: Database, job: GradingJob, at: Date) => Promise<void>;
  /** After that. */
  readonly ended: (ending: JobEnding) => void;
  /** When another job may wait or run than before. */
  readonly changed?: () => Promise<void>;
}

interface Running {
  readonly kind: JobKind;
  readonly stop: AbortController;
  readonly whole: Promise<void>;
}

/** How soon something is tried again that the database did not take. */
const againMs = 2000;

/**
 * Works off the jobs that wait in the database, so many of each kind at a time, owners in turn. A job ends once: what
 * was under way when a server stopped or died is begun again by the next, and what had ended never is.
 */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #running = new Map<string, Running>();
  readonly #turns = { check: new Turns(), grade: new Turns() };
  readonly #stop = new AbortController();
  #isOpen = false;
  #filling: Promise<void> = Promise.resolve();

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  /** From now on jobs are worked off. */
  async start(): Promise<void> {
    await requeueJobs(this.#options.db);
    this.#isOpen = true;
    this.wake();
  }

  /** There may be something to do. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#filling = this.#filling
      .then(async () => {
        if (this.#isOpen) {
          await this.#fill('check');
          await this.#fill('grade');
        }
        await this.#options.changed?.();
      })
      .catch((error: unknown) => {
        this.#complain(error);
        void this.#wakeLater();
      });
  }

  /** A database that is away tells nobody when it is back. */
  async #wakeLater(): Promise<void> {
    await wait(againMs, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
    this.wake();
  }

  /** Ends a job that waits or runs as cancelled; answers false when it had ended. */
  async cancel(job: GradingJob): Promise<boolean> {
    const ended = await this.#end(job, { state: 'cancelled', at: this.#options.now() });
    const running = this.#running.get(job.id);
    running?.stop.abort(new DOMException('The job was cancelled', 'AbortError'));
    this.wake();
    return ended;
  }

  /** The same for everything of one owner. */
  async cancelAllOf(owner: string): Promise<void> {
    for (const job of await listOpenJobs(this.#options.db, owner)) await this.cancel(job);
  }

  /** What is under way stops, and is begun again by the next server. */
  async stop(): Promise<void> {
    this.#stop.abort(new DOMException('The server stops', 'AbortError'));
    await this.#filling;
    await Promise.all([...this.#running.values()].map(({ whole }) => whole));
  }

  async #fill(kind: JobKind): Promise<void> {
    const { db, lanes, now } = this.#options;
    const count = (): number => [...this.#running.values()].filter((each) => each.kind === kind).length;
    while (count() < lanes[kind].most && !this.#stop.signal.aborted) {
      const job = this.#turns[kind].next(await firstWaiting(db, kind));
      if (job === undefined) return;
      if (await beginJob(db, job.id, now())) this.#begin(kind, job);
    }
  }

  #begin(kind: JobKind, job: GradingJob): void {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#stop.signal]);
    const whole = this.#work(kind, job, signal)
      .catch((error: unknown) => this.#complain(error, job))
      .finally(() => {
        this.#running.delete(job.id);
        this.wake();
      });
    this.#running.set(job.id, { kind, stop, whole });
  }

  async #work(kind: JobKind, job: GradingJob, signal: AbortSignal): Promise<void> {
    const { lanes, log, now } = this.#options;
    let end: Omit<JobEnd, 'at'>;
    try {
      end = { state: 'done', ...(await lanes[kind].run(job, signal)) };
    } catch (error) {
      // Cancelled, which is written down already; or the next server does it.
      if (signal.aborted) return;
      const { code, message, hint } = reportTrouble(log, error, { job: job.id });
      end = { state: 'failed', failure: { code, detail: message, hint } };
    }
    // A result that is there counts, also when the server has begun to stop.
    await this.#endSurely(job, { ...end, at: now() });
    log.info({ job: job.id, kind, state: end.state }, 'job ended');
  }

  /** Tries until it is written: what ended would otherwise be taken for running until the server starts anew. */
  #endSurely(job: GradingJob, end: JobEnd): Promise<boolean> {
    return pRetry(() => this.#end(job, end), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: againMs / 4,
      maxTimeout: againMs * 15,
      signal: this.#stop.signal,
      onFailedAttempt: ({ error }) => this.#complain(error, job),
    });
  }

  async #end(job: GradingJob, end: JobEnd): Promise<boolean> {
    const { db, onEnd, ended } = this.#options;
    const isFirst = await db.transaction().execute(async (tx) => {
      if (!(await endJob(tx, job.id, end))) return false;
      await onEnd(tx, job, end.at);
      return true;
    });
    if (isFirst) ended({ job, ...end });
    return isFirst;
  }

  #complain(error: unknown, job?: GradingJob): void {
    if (this.#stop.signal.aborted && !(error instanceof Fault)) return;
    reportTrouble(this.#options.log, error, { part: 'jobs', job: job?.id });
  }
}
