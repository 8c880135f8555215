import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import pRetry from 'p-retry';
import { reasonOf } from '../grade-submission.ts';
import type { SubmissionFile } from '../submissions/file-set.ts';
import type { Submission } from '../submissions/read-submission.ts';
import type { Verdict } from '../verdict.ts';
import type { Journal } from './journal.ts';
import type { GradeRecord } from './record.ts';
import { timeLeft } from './time-left.ts';

/** Grades files in an environment of their own. Rejects when that could not be had. */
export type Grade = (work: Work, signal: AbortSignal) => Promise<Verdict>;

export interface Work {
  readonly lab: string;
  readonly name: string;
  readonly sha256: string;
  readonly files: readonly SubmissionFile[];
}

/** What a submission is judged by. */
export interface Measure {
  /** Id of the lab that it solves. */
  readonly lab: string;
  /** SHA-256 over the lab and the checkers. */
  readonly labHash: string;
}

/** One submission of a batch, and whoever hands in says which lab it is for: never the submission itself. */
export type BatchSubmission = Measure & Submission;

export interface BatchOptions {
  readonly jobs: number;
  /** How often what broke on our side is tried again. */
  readonly retries: number;
  readonly journal: Journal;
  readonly grade: Grade;
  /** Before a verdict counts: what has to be on the disk with it. */
  readonly beforeWrite?: (record: GradeRecord) => Promise<void>;
  readonly onProgress?: (progress: BatchProgress) => void;
  /** First pause before another try, in milliseconds. */
  readonly pauseMs?: number;
  readonly signal: AbortSignal;
}

export interface BatchProgress {
  readonly record: GradeRecord;
  readonly done: number;
  readonly total: number;
  /** In milliseconds; absent while nothing was graded yet. */
  readonly leftMs?: number;
}

/**
 * Grades what the journal doesn't know yet, in the given order, `jobs` at a time, and writes every verdict down before
 * it goes on. Answers the records of all, in that order. What ended broken is graded again by the next batch. Rejects
 * when aborted; what was written down by then stays.
 */
export async function gradeBatch(
  submissions: readonly BatchSubmission[],
  given: BatchOptions,
): Promise<readonly GradeRecord[]> {
  // What can't be written down ends all of it: grading on would be work for nothing.
  const stop = new AbortController();
  const options = { ...given, signal: AbortSignal.any([given.signal, stop.signal]) };
  const board = new Board(submissions, options);
  const limit = pLimit(options.jobs);
  const settled = await Promise.allSettled(
    submissions.map(async (submission) => {
      const key = keyOf(submission, submission);
      const known = options.journal.find(key);
      if (known !== undefined && known.verdict.kind !== 'broken') {
        board.skip(submission);
        return known;
      }
      return limit(() => gradeAndWrite(submission, key));
    }),
  );
  return settled.map((each) => {
    if (each.status === 'fulfilled') return each.value;
    throw each.reason;
  });

  async function gradeAndWrite(submission: BatchSubmission, key: string): Promise<GradeRecord> {
    const { signal, journal } = options;
    signal.throwIfAborted();
    const begun = board.begin(submission);
    const record = await gradeOne(submission, key, { ...options, ...measureOf(submission) });
    signal.throwIfAborted();
    try {
      await options.beforeWrite?.(record);
      await journal.append(record);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
    board.end(begun, record);
    return record;
  }
}

function measureOf({ lab, labHash }: Measure): Measure {
  return { lab, labHash };
}

export type GradeOneOptions = Measure & Pick<BatchOptions, 'grade' | 'pauseMs' | 'retries' | 'signal'>;

/** The same for the same work: what was graded, and by what. */
export function keyOf({ name, sha256 }: Submission, { lab, labHash }: Measure): string {
  return createHash('sha256').update(`${lab} ${labHash} ${sha256} ${name}`).digest('hex').slice(0, 32);
}

/** Grades one submission, again where something of ours broke. Rejects when aborted. */
export async function gradeOne(
  submission: Submission,
  key: string,
  options: GradeOneOptions,
): Promise<GradeRecord> {
  const { name, address, sha256, content } = submission;
  const { lab, labHash } = options;
  const startedAt = new Date().toISOString();
  const { verdict, tries } =
    content.kind === 'rejected'
      ? { verdict: content, tries: 1 }
      : await gradeUntilSound({ lab, name, sha256, files: content.files }, options);
  const endedAt = new Date().toISOString();
  return { format: 1, key, name, address, sha256, lab, labHash, verdict, tries, startedAt, endedAt };
}

/** Carries a verdict that is not ours to give out of one try. */
class Unsound extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super('The environment did not hold.');
    this.verdict = verdict;
  }
}

async function gradeUntilSound(
  work: Work,
  { grade, retries, signal, pauseMs = 5000 }: GradeOneOptions,
): Promise<{ readonly verdict: Verdict; readonly tries: number }> {
  let tries = 0;
  try {
    const verdict = await pRetry(
      async () => {
        tries += 1;
        const found = await grade(work, signal).catch((error: unknown): Verdict => {
          signal.throwIfAborted();
          return { kind: 'broken', why: reasonOf(error) };
        });
        if (isSound(found)) return found;
        throw new Unsound(found);
      },
      { retries, minTimeout: pauseMs, factor: 2, signal },
    );
    return { verdict, tries };
  } catch (error) {
    signal.throwIfAborted();
    // Tried often enough: a workspace that refuses every time refuses because of what was run in it.
    if (error instanceof Unsound) return { verdict: error.verdict, tries };
    throw error;
  }
}

/** A learner is never failed for an environment of ours that broke: once more, in another one. */
function isSound(verdict: Verdict): boolean {
  if (verdict.kind !== 'graded') return verdict.kind === 'rejected';
  return !verdict.steps.some(({ ended }) => ended === 'refused');
}

/** Who is done, under way and waiting. */
class Board {
  readonly #total: number;
  readonly #options: BatchOptions;
  readonly #tookMs: number[] = [];
  readonly #running = new Set<{ readonly atMs: number }>();
  #done = 0;
  /** Of those that need an environment: what is rejected takes no time. */
  #waiting: number;

  constructor(submissions: readonly Submission[], options: BatchOptions) {
    this.#total = submissions.length;
    this.#waiting = submissions.filter(needsTime).length;
    this.#options = options;
  }

  /** Its verdict is known from before. */
  skip(submission: Submission): void {
    this.#done += 1;
    if (needsTime(submission)) this.#waiting -= 1;
  }

  begin(submission: Submission): { readonly atMs: number } {
    const begun = { atMs: performance.now() };
    if (needsTime(submission)) {
      this.#running.add(begun);
      this.#waiting -= 1;
    }
    return begun;
  }

  end(begun: { readonly atMs: number }, record: GradeRecord): void {
    const now = performance.now();
    this.#done += 1;
    if (this.#running.delete(begun)) this.#tookMs.push(now - begun.atMs);
    const leftMs = timeLeft({
      tookMs: this.#tookMs,
      runningMs: [...this.#running].map(({ atMs }) => now - atMs),
      waiting: this.#waiting,
      jobs: this.#options.jobs,
    });
    const left = leftMs === undefined ? {} : { leftMs };
    this.#options.onProgress?.({ record, done: this.#done, total: this.#total, ...left });
  }
}

function needsTime({ content }: Submission): boolean {
  return content.kind === 'files';
}
