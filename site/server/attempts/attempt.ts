import type { Step } from '#containers/contract/bundle.ts';
import type { Environment, FullDisk } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import { defaultLeaseRules } from '#containers/sessions/lease.ts';
import type { Lab } from '#labs/lab.ts';
import { pageValues } from '#labs/page-values.ts';
import type { AttemptView } from '#site/protocol/api.ts';
import type { Listeners } from '../listeners.ts';
import { isParked } from './parking-faults.ts';
import type { AttemptFailure, AttemptRow } from '../state/attempt-rows.ts';
import { untouched, type ExerciseProgress } from '../state/exercise-progress-rows.ts';

export interface ReadyTiming {
  /** From asking to being able to use it. */
  readonly readyInMs?: number;
  /** Absent for an environment that was found again after a restart. */
  readonly source?: 'created' | 'pool';
}

/** An environment that was put aside, and until when it is kept. */
interface Aside {
  readonly environment: Environment;
  readonly expiresAt: Date;
  readonly parked: NonNullable<Environment['parked']>;
}

export type Phase =
  | { readonly state: 'waitingForRuntime' }
  | {
      readonly state: 'creating';
      readonly steps: readonly Step[];
      /** Absent while it waits for somebody else to leave. */
      readonly etaMs?: number;
    }
  | ({
      readonly state: 'ready';
      readonly environment: Environment;
      readonly expiresAt: Date;
    } & ReadyTiming)
  | ({ readonly state: 'parked'; readonly error?: AttemptFailure } & Aside)
  | ({ readonly state: 'resuming'; readonly startedAt: Date } & Aside)
  | { readonly state: 'failed'; readonly error: AttemptFailure }
  | { readonly state: 'ended' };

type Interrupted = NonNullable<
  Extract<AttemptView['environment'], { readonly state: 'parked' }>['interrupted']
>;

export type AttemptChange = 'ended' | 'view';

/** Longest that an environment may live, however often its lease is extended. */
export const longestLifeMs = defaultLeaseRules.longestMs;

const tellDiskMiB = 32;

/** How long it usually takes to bring one back (docs/performance.md). */
const resumeMs = { paused: 2_000, stopped: 30_000 } as const;

/** One running attempt in memory. The database holds its row, labels hold its environment; this holds the moment. */
export class Attempt {
  readonly row: AttemptRow;
  readonly lab: Lab;
  /** Aborted when the attempt ends or the server stops; everything done for it hears of that. */
  readonly stop = new AbortController();
  readonly changes: Listeners<AttemptChange>;
  readonly #progress: Map<string, ExerciseProgress>;
  /** When it was last brought back after it had been put aside. */
  resumedAt: Date | undefined;
  /** It was brought back after it had filled its disk, and nobody has looked yet how full that is now. */
  wasFull = false;
  #phase: Phase = { state: 'waitingForRuntime' };
  #disk: Required<FullDisk> | undefined;

  constructor(
    row: AttemptRow,
    lab: Lab,
    parts: { readonly changes: Listeners<AttemptChange>; readonly progress: readonly ExerciseProgress[] },
  ) {
    this.row = row;
    this.lab = lab;
    this.resumedAt = row.resumedAt;
    this.changes = parts.changes;
    this.#progress = new Map(parts.progress.map((progress) => [progress.exercise, progress]));
  }

  get id(): string {
    return this.row.id;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** An ended attempt stays ended, whatever arrives late. */
  enter(phase: Phase): void {
    if (this.#phase.state === 'ended') return;
    this.#phase = phase;
    this.changes.emit(phase.state === 'ended' ? 'ended' : 'view');
  }

  /** How full its disk is, when its learner has to know. Small changes are nobody's news. */
  noteDisk(disk: Required<FullDisk> | undefined): void {
    const before = this.#disk;
    const change = Math.abs((before?.usedMiB ?? 0) - (disk?.usedMiB ?? 0));
    if ((before === undefined) === (disk === undefined) && change < tellDiskMiB) return;
    this.#disk = disk;
    this.changes.emit('view');
  }

  /** Whether its lease can still be made longer by an amount that counts. */
  get mayExtend(): boolean {
    return this.#phase.state === 'ready' && canExtend(this.lifeFrom, this.#phase.expiresAt);
  }

  /** From when on the longest life of its environment counts. */
  get lifeFrom(): Date {
    return this.resumedAt ?? this.row.createdAt;
  }

  /** Whether it takes one of the places that a learner has for labs that run. */
  get takesPlace(): boolean {
    return this.#phase.state !== 'failed' && this.#phase.state !== 'parked';
  }

  progressOf(exercise: string): ExerciseProgress {
    return this.#progress.get(exercise) ?? untouched(exercise);
  }

  /** Exercises that the lab asks for and that were never proven. */
  unproven(): readonly string[] {
    return this.lab.exercises
      .filter(({ id, bonus }) => !bonus && this.progressOf(id).firstPassedAt === undefined)
      .map(({ id }) => id);
  }

  setProgress(progress: ExerciseProgress): void {
    this.#progress.set(progress.exercise, progress);
    this.changes.emit('view');
  }

  /** Throws a Fault that says why when the environment can't be used now. */
  getEnvironment(): Environment {
    if (this.#phase.state === 'ready') return this.#phase.environment;
    if (this.#phase.state === 'failed') throw failed(this.#phase.error);
    if (this.#phase.state === 'parked' || this.#phase.state === 'resuming') throw isParked();
    if (this.#phase.state === 'ended') throw over();
    throw notYet();
  }

  view(): AttemptView {
    const phase = this.#phase;
    const ready = phase.state === 'ready' ? phase : undefined;
    return {
      id: this.id,
      lab: this.lab.id,
      values: pageValues(this.row.values),
      environment: environmentView(phase, this.#disk),
      ...(ready === undefined ? {} : { expiresAt: ready.expiresAt.toISOString() }),
      canExtend: this.mayExtend,
      exercises: this.lab.exercises.map(({ id }) => {
        const { state, points, hintsShown, solutionShown } = this.progressOf(id);
        return { id, state, points, hintsShown, solutionShown };
      }),
    };
  }
}

function canExtend(lifeFrom: Date, expiresAt: Date): boolean {
  return expiresAt.getTime() + 60_000 < lifeFrom.getTime() + longestLifeMs;
}

function environmentView(phase: Phase, disk: Required<FullDisk> | undefined): AttemptView['environment'] {
  switch (phase.state) {
    case 'waitingForRuntime':
      return { state: 'waitingForRuntime' };
    case 'creating':
      return { ...phase, steps: phase.steps.map((step) => ({ ...step })) };
    case 'ready':
      return {
        state: 'ready',
        ...(phase.readyInMs === undefined ? {} : { readyInMs: phase.readyInMs }),
        ...(disk === undefined ? {} : { disk }),
      };
    case 'parked':
      return {
        state: 'parked',
        until: phase.expiresAt.toISOString(),
        ...(phase.error === undefined ? {} : { error: phase.error }),
        ...interruptedView(phase.environment),
        ...(phase.parked.full === undefined ? {} : { full: phase.parked.full }),
      };
    case 'resuming':
      return {
        state: 'resuming',
        startedAt: phase.startedAt.toISOString(),
        // One that had filled its disk starts again.
        etaMs: resumeMs[phase.parked.full === undefined ? phase.parked.depth : 'stopped'],
      };
    case 'failed':
      return { state: 'failed', error: phase.error };
    case 'ended':
      return { state: 'failed', error: { code: 'LEASE_ENDED', message: over().message, hint: over().hint } };
  }
}

function interruptedView({ interrupted }: Environment): { interrupted?: Interrupted } {
  if (interrupted === undefined) return {};
  const { shells, vault } = interrupted;
  if (vault === undefined) return { interrupted: { shells } };
  return { interrupted: { shells, vault: vault === 'empty' ? vault : vault.toISOString() } };
}

function failed(error: AttemptFailure): Fault {
  const { message, hint } = error;
  const code = error.code === 'LEASE_ENDED' ? 'LEASE_ENDED' : 'ENVIRONMENT_MISSING';
  return new Fault({ code, audience: 'learner', message, hint });
}

function over(): Fault {
  return new Fault({
    code: 'ENVIRONMENT_MISSING',
    audience: 'learner',
    message: 'This attempt has ended.',
    hint: 'Start the lab again to get a new environment.',
  });
}

function notYet(): Fault {
  return new Fault({
    code: 'BUNDLE_NOT_READY',
    audience: 'learner',
    message: 'Your environment is not ready yet.',
    hint: 'Wait until the lab page says that it is ready; it goes on by itself.',
  });
}
