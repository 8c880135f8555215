import { setTimeout as delay } from 'node:timers/promises';
import { job, type Job } from '#site/server/grader-api/messages.ts';
import { archiveOf, type GradingProgram } from '#tests/server/grading-program.ts';
import { until } from '#tests/server/until.ts';
import type { InFlight } from './in-flight.ts';

const lookEveryMs = 250;
/** Between two submissions: a program that asks more often than the server allows is told to come back later. */
const restMs = 500;
const tooMany = 429;
const endsMs = 10 * 60_000;
const kinds: ReadonlySet<string | undefined> = new Set(['graded', 'rejected']);
/** How many that have ended are looked at again. */
const remembered = 20;

/** A program that hands in submissions, one after the other, and wants a verdict of each. */
export class Submitter {
  readonly #program: GradingProgram;
  readonly #inFlight: InFlight;
  /** Jobs that were taken, as they were seen last. */
  readonly #taken = new Map<string, Job>();
  #count = 0;

  constructor(program: GradingProgram, inFlight: InFlight) {
    this.#program = program;
    this.#inFlight = inFlight;
  }

  get handedIn(): number {
    return this.#count;
  }

  /** Submissions that need an environment and have no verdict yet. */
  get grading(): number {
    return [...this.#taken.values()].filter((each) => isReal(each) && isOpen(each)).length;
  }

  /** One that can't be graded has its verdict at once, and is written down like any other. Until told to stop; rejects when the server is gone. */
  async work(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const archive = await archiveOf({ 'README.md': `Done, number ${String(this.#count)}!` });
      await this.#inFlight.during('submitting', async () => {
        const { id } = await this.#handIn(archive, 'hollow');
        while (isOpen(await this.#look(id))) await delay(lookEveryMs);
      });
      await delay(restMs);
    }
  }

  /** One that is graded in an environment of its own, however often the server is killed meanwhile. */
  async handInReal(): Promise<void> {
    await this.#handIn(await archiveOf({ 'solution/store-secret/run.sh': 'true' }), 'real');
  }

  /** What was taken and is lost, or came to something else than it had. */
  async differences(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const before of [...this.#taken.values()]) {
      const now = await this.#look(before.id).catch((error: unknown) => String(error));
      if (typeof now === 'string') found.push(`the submission ${before.id} is lost: ${now}`);
      else if (!isOpen(before) && (isOpen(now) || now.result?.kind !== before.result?.kind))
        found.push(`the verdict of ${before.id} is lost`);
      else found.push(...wrongIn(now));
    }
    const ended = [...this.#taken.values()].filter((each) => !isOpen(each));
    for (const { id } of ended.slice(0, -remembered)) this.#taken.delete(id);
    return found;
  }

  /** Waits until everything that was taken has a verdict. */
  async untilAllEnded(): Promise<void> {
    for (const { id } of [...this.#taken.values()].filter(isOpen))
      await until(
        `the verdict of ${id}`,
        async () => {
          if (!isOpen(await this.#look(id))) return true;
          await delay(lookEveryMs);
          return undefined;
        },
        endsMs,
      );
  }

  async #handIn(archive: Buffer, name: string): Promise<Job> {
    const taken = await this.#program.grade(archive, name);
    this.#taken.set(taken.id, taken);
    this.#count += 1;
    return taken;
  }

  async #look(id: string): Promise<Job> {
    const answer = await this.#program.call('GET', `/jobs/${id}`);
    if (answer.status === tooMany) {
      await answer.arrayBuffer();
      await delay(Number(answer.headers.get('retry-after') ?? 1) * 1000);
      return this.#look(id);
    }
    if (!answer.ok) throw new Error(`HTTP ${String(answer.status)} ${await answer.text()}`);
    const seen = job.parse(await answer.json());
    this.#taken.set(id, seen);
    return seen;
  }
}

function isReal({ name }: Job): boolean {
  return name === 'real';
}

function isOpen({ state }: Job): boolean {
  return state === 'queued' || state === 'running';
}

function wrongIn(ended: Job): readonly string[] {
  if (isOpen(ended) || kinds.has(ended.result?.kind)) return [];
  const why = ended.failure?.detail ?? JSON.stringify(ended.result);
  return [`the submission ${ended.id} came to nothing: ${ended.state}, ${why}`];
}
