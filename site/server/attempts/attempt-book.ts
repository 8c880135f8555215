import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { Fault } from '#containers/contract/fault.ts';
import type { Catalog, Lab } from '#labs/lab.ts';
import { reportTrouble } from '../incident.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { Listeners } from '../listeners.ts';
import { insertAttempt, listRunningAttempts, recordEnd, type AttemptRow } from '../state/attempt-rows.ts';
import { listProgressOfAttempt, type ExerciseProgress } from '../state/exercise-progress-rows.ts';
import type { Database } from '../state/open-database.ts';
import { Attempt } from './attempt.ts';
import { refuseTooManyRunning } from './too-many-running.ts';

export interface AttemptBookOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly log: Logger;
  readonly now: () => Date;
  /** Running attempts that one learner may have at a time. */
  readonly mostRunning: number;
  /** Called for every attempt that comes into memory; `fresh`: it begins now. */
  readonly onAttempt?: (attempt: Attempt, fresh: boolean) => void;
  /** An attempt is over for good: what was kept for it goes. */
  readonly onEnd?: (attempt: string) => Promise<void>;
}

interface Beginning {
  readonly progress: readonly ExerciseProgress[];
  readonly fresh: boolean;
}

const idAlphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** The running attempts of this server: in memory for the moment, in the database for good. */
export class AttemptBook {
  readonly #options: AttemptBookOptions;
  readonly #attempts = new Map<string, Attempt>();
  readonly #starts = new KeyedQueue();
  /** Any attempt that is new or changed in a way that its page shows. */
  readonly changes: Listeners<Attempt>;

  constructor(options: AttemptBookOptions) {
    this.#options = options;
    this.changes = new Listeners((error) => reportTrouble(options.log, error, { part: 'attempts' }));
  }

  /** Brings back what was running when the last server stopped. A lab that no longer exists ends its attempt. */
  async load(): Promise<void> {
    const { db, log, now, catalog } = this.#options;
    for (const row of await listRunningAttempts(db)) {
      const lab = catalog.labs.find(({ id }) => id === row.lab);
      if (lab === undefined) {
        log.warn({ attempt: row.id, lab: row.lab }, 'the lab of a running attempt is gone; the attempt ends');
        await recordEnd(db, row.id, now());
        continue;
      }
      this.#add(row, lab, { progress: await listProgressOfAttempt(db, row.id), fresh: false });
    }
  }

  list(): readonly Attempt[] {
    return [...this.#attempts.values()];
  }

  listOf(learner: string): readonly Attempt[] {
    return this.list().filter(({ row }) => row.learner === learner);
  }

  find(learner: string, lab: string): Attempt | undefined {
    return this.list().find(({ row }) => row.learner === learner && row.lab === lab);
  }

  /** Throws Fault NOT_FOUND when the attempt is unknown, over, or somebody else's. */
  get(learner: string, id: string): Attempt {
    const attempt = this.#attempts.get(id);
    if (attempt === undefined || attempt.row.learner !== learner) throw unknownAttempt(id);
    return attempt;
  }

  /** For callers that were let in before, such as a terminal socket. Throws Fault NOT_FOUND when it is over. */
  getAny(id: string): Attempt {
    const attempt = this.#attempts.get(id);
    if (attempt === undefined) throw unknownAttempt(id);
    return attempt;
  }

  /** The running attempt, or a new one. A failed one ends and makes room: this is also "try again". */
  open(
    learner: string,
    lab: Lab,
    mostRunning = this.#options.mostRunning,
  ): Promise<{ readonly attempt: Attempt; readonly fresh: boolean }> {
    return this.#starts.run(learner, async () => {
      const running = this.find(learner, lab.id);
      if (running !== undefined && running.phase.state !== 'failed')
        return { attempt: running, fresh: false };
      if (running !== undefined) await this.close(running);
      refuseTooManyRunning(this.list(), learner, mostRunning);
      const row = newRow(learner, lab, this.#options.now());
      if (!(await insertAttempt(this.#options.db, row))) throw raced();
      return { attempt: this.#add(row, lab, { progress: [], fresh: true }), fresh: true };
    });
  }

  /** Ends the attempt: recorded first, so that a crash right after leaves nothing that claims its environment. */
  async close(attempt: Attempt): Promise<void> {
    await recordEnd(this.#options.db, attempt.id, this.#options.now());
    this.#attempts.delete(attempt.id);
    attempt.stop.abort();
    attempt.enter({ state: 'ended' });
    await this.#options.onEnd?.(attempt.id);
  }

  #add(row: AttemptRow, lab: Lab, { progress, fresh }: Beginning): Attempt {
    const { log, onAttempt } = this.#options;
    const onError = (error: unknown): Fault => reportTrouble(log, error, { attempt: row.id });
    const attempt = new Attempt(row, lab, { changes: new Listeners(onError), progress });
    this.#attempts.set(row.id, attempt);
    onAttempt?.(attempt, fresh);
    attempt.changes.add(() => this.changes.emit(attempt));
    return attempt;
  }
}

function newRow(learner: string, lab: Lab, createdAt: Date): AttemptRow {
  const id = Array.from(randomBytes(12), (byte) => idAlphabet[byte % idAlphabet.length]).join('');
  const values = lab.newValues();
  return {
    id,
    learner,
    lab: lab.id,
    values,
    createdAt,
    environment: undefined,
    readyInMs: undefined,
    failure: undefined,
  };
}

function unknownAttempt(id: string): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `There is no running attempt \`${id.slice(0, 40)}\`.`,
    hint: 'It may have ended. Reload the lab page and start the lab again.',
  });
}

function raced(): Fault {
  return new Fault({
    code: 'DATA_IN_USE',
    message: 'The database already holds a running attempt at this lab that this server does not know.',
    hint: 'Another server seems to use the same database. Stop it, then restart this one.',
  });
}
