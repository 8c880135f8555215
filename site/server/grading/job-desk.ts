import { createHash } from 'node:crypto';
import { randomId } from '../accounts/random-id.ts';
import { RequestFault } from '../fault-to-response.ts';
import { countWaiting, findJob, insertJob, type GradingJob, type JobRequest } from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { JobQueue } from './job-queue.ts';

export interface JobDeskOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly queue: JobQueue;
}

export interface WantedJob {
  readonly owner: string;
  readonly idempotencyKey: string | undefined;
  /** What was asked for, as it was asked for. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly archive?: Buffer;
  /** What is to be done for it; throws when it can't be, which a repeated request is not asked any more. */
  readonly plan: () => Promise<{ readonly lab: string; readonly request: JobRequest }>;
}

/** Jobs that may wait, of one owner and in all: what is uploaded waits with them. */
export const mostWaiting = { own: 100, all: 500 } as const;
const retryAfterSeconds = 60;

/** Takes jobs in, once for each idempotency key. */
export class JobDesk {
  readonly #options: JobDeskOptions;

  constructor(options: JobDeskOptions) {
    this.#options = options;
  }

  /** A new job, or the one that came with this key before. Throws a RequestFault 409 when that was another one. */
  async take(wanted: WantedJob): Promise<GradingJob> {
    const { db, now, queue } = this.#options;
    const requestHash = hashOf(wanted);
    const known = await this.#known(wanted, requestHash);
    if (known !== undefined) return known;
    await this.#refuseTooMany(wanted.owner);
    const { owner, plan, archive, idempotencyKey } = wanted;
    const id = randomId();
    const row = { id, owner, ...(await plan()), requestHash, idempotencyKey, archive, createdAt: now() };
    // Of two that come with the same key at once, the other one was first.
    const isNew = await insertJob(db, row);
    const job = isNew ? await findJob(db, { id }) : await this.#known(wanted, requestHash);
    if (job === undefined) throw new Error(`The job ${id} is gone as soon as it was written.`);
    queue.wake();
    return job;
  }

  async #known({ owner, idempotencyKey }: WantedJob, requestHash: string): Promise<GradingJob | undefined> {
    if (idempotencyKey === undefined) return undefined;
    const job = await findJob(this.#options.db, { owner, idempotencyKey });
    if (job !== undefined && job.requestHash !== requestHash) throw otherRequest(job);
    return job;
  }

  async #refuseTooMany(owner: string): Promise<void> {
    const { all, own } = await countWaiting(this.#options.db, owner);
    if (own < mostWaiting.own && all < mostWaiting.all) return;
    throw new RequestFault(429, {
      code: 'QUOTA',
      message:
        own < mostWaiting.own
          ? `${all} jobs wait on this server, as many as may.`
          : `${own} of your jobs wait, as many as may.`,
      hint: 'Send more when some have ended; a webhook can tell you.',
      retryAfterSeconds,
    });
  }
}

function hashOf({ asked, archive }: WantedJob): string {
  const hash = createHash('sha256').update(`${JSON.stringify(asked)} `);
  return hash.update(archive ?? Buffer.alloc(0)).digest('hex');
}

function otherRequest({ id }: GradingJob): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: `This idempotency key came with another request before: with that of the job ${id}.`,
    hint: 'Use a new key for each new job; repeat a key only with the very same request.',
  });
}
