import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { ExerciseReport } from '#checkers/report.ts';
import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';
import type { Exercise } from '#labs/lab.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { reportTrouble } from '../incident.ts';
import { Listeners } from '../listeners.ts';
import type { Happening } from '../outbox/happening.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { saveAwards } from '../state/award-rows.ts';
import { appendCheckRun } from '../state/check-run-rows.ts';
import { appendCheckEvents } from '../state/check-event-rows.ts';
import { saveProgress } from '../state/exercise-progress-rows.ts';
import type { Database } from '../state/open-database.ts';
import { assess, awardsIn, changedChecks, sameProgress } from './assess.ts';
import { carryChallenges } from './carry-challenges.ts';
import type { CheckRunner, ExerciseRun } from './check-runner.ts';
import { targetOf } from './target-of.ts';

export interface AttemptChecksOptions {
  readonly attempt: Attempt;
  readonly runner: CheckRunner;
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly outbox: Outbox;
  /** The cohort that an attempt counts for. */
  readonly cohortOf: (attempt: string) => string | undefined;
}

/** Settling that takes longer than this stays settling; the learner can press Check again. */
export const fullRunBudgetMs = 240_000;
/** The budget, and time for looks and for restoring what challenges changed. */
export const fullRunDeadlineMs = 300_000;

interface FullRun {
  /** After the first round. */
  readonly first: Promise<ExerciseReport>;
  readonly whole: Promise<ExerciseRun>;
  /** Aborted when the last one who asked for it gave up. */
  readonly stop: AbortController;
  /** How many asked for it and have not given up. */
  wanted: number;
}

const nothing = (): Promise<void> => Promise.resolve();

/** Runs checks of one attempt one at a time, keeps the last reports, and stores what follows from them. */
export class AttemptChecks {
  readonly reports: Listeners<ExerciseReport>;
  readonly #options: AttemptChecksOptions;
  readonly #queue = pLimit(1);
  readonly #last = new Map<string, ExerciseRun>();
  /** The last full report of each exercise that had one. */
  readonly #proofs = new Map<string, ExerciseReport>();
  readonly #shown = new Map<string, ExerciseReport>();
  readonly #full = new Map<string, FullRun>();

  constructor(options: AttemptChecksOptions) {
    this.#options = options;
    this.reports = new Listeners((error) =>
      reportTrouble(options.log, error, { attempt: options.attempt.id }),
    );
  }

  /** The newest report of each exercise that was looked at. */
  lastReports(): readonly ExerciseReport[] {
    return [...this.#shown.values()];
  }

  lastRun(exercise: string): ExerciseRun | undefined {
    return this.#last.get(exercise);
  }

  /** Whether a full run is under way; live rounds wait for it, because challenges change the world for a moment. */
  get proving(): boolean {
    return this.#full.size > 0;
  }

  /** Looks at every exercise once. Throws a Fault when the environment is not ready. */
  runLive(signal: AbortSignal): Promise<readonly ExerciseRun[]> {
    return this.#queue(async () => {
      signal.throwIfAborted();
      const runs = await this.#options.runner.runLive(targetOf(this.#options.attempt), signal);
      for (const run of runs) await this.#accept(run);
      return runs;
    });
  }

  /**
   * A full run of one exercise. Answers after its first round; what settles and is proven later arrives by
   * `reports`. A second request while it runs joins it. What `prepare` does counts as a part of the run.
   */
  runFull(exercise: Exercise, prepare: () => Promise<void> = nothing): Promise<ExerciseReport> {
    return this.#fullRun(exercise, prepare).first;
  }

  /**
   * The same to its end: answers once nothing settles any more and challenges are through. An abort stops the run,
   * and has challenges take back what they changed, unless somebody else has asked for it too.
   */
  async runToEnd(
    exercise: Exercise,
    { prepare = nothing, signal }: { readonly prepare?: () => Promise<void>; readonly signal: AbortSignal },
  ): Promise<ExerciseRun> {
    signal.throwIfAborted();
    const run = this.#fullRun(exercise, prepare);
    const giveUp = (): void => {
      run.wanted -= 1;
      if (run.wanted === 0) run.stop.abort(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await untilAborted(run.whole, signal);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Says when the world may have changed, until the signal is aborted. */
  watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    return this.#options.runner.watch(targetOf(this.#options.attempt), onChange, signal);
  }

  #fullRun(exercise: Exercise, prepare: () => Promise<void>): FullRun {
    const running = this.#full.get(exercise.id);
    // One that was stopped still takes back what it changed; a new one waits for that.
    if (running !== undefined && !running.stop.signal.aborted) {
      running.wanted += 1;
      return running;
    }
    const stop = new AbortController();
    const first = Promise.withResolvers<ExerciseReport>();
    let begun = false;
    const whole = prepare()
      .then(() => {
        begun = true;
        return this.#queue(() => this.#prove(exercise, stop.signal, first.resolve));
      })
      .finally(() => {
        if (this.#full.get(exercise.id) === run) this.#full.delete(exercise.id);
      });
    const run: FullRun = { first: first.promise, whole, stop, wanted: 1 };
    whole.catch((error: unknown) => {
      first.reject(error);
      if (stop.signal.aborted) this.#takeBack(exercise);
      // What did not begin is told to whoever asked.
      else if (begun) this.#logUnlessOver(error);
    });
    // Whoever asked for one of the two is told by that one.
    run.first.catch(() => undefined);
    this.#full.set(exercise.id, run);
    return run;
  }

  async #prove(
    exercise: Exercise,
    stop: AbortSignal,
    answer: (report: ExerciseReport) => void,
  ): Promise<ExerciseRun> {
    const { runner, attempt } = this.#options;
    const signal = AbortSignal.any([stop, attempt.stop.signal, AbortSignal.timeout(fullRunDeadlineMs)]);
    signal.throwIfAborted();
    const onReport = (report: ExerciseReport): void => {
      // A pass is told once it is stored, a moment later.
      if (report.passed) return;
      this.#show(report);
      answer(report);
    };
    const request = { exercise, signal, onReport, budgetMs: fullRunBudgetMs };
    const run = await runner.runFull(targetOf(this.#options.attempt), request);
    await this.#accept(run);
    await this.#noteRun(run.report);
    answer(run.report);
    return run;
  }

  /** That somebody tried; what is our fault is no try of theirs. */
  async #noteRun({ exercise, passed, checks }: ExerciseReport): Promise<void> {
    const { attempt, outbox, now } = this.#options;
    if (checks.some(({ outcome }) => outcome.kind === 'broken')) return;
    const at = now();
    await outbox.noteWith(async (tx) => {
      await appendCheckRun(tx, { attempt: attempt.id, exercise, passed, at });
      const results = checks
        .filter(({ given }) => !given)
        .map(({ id, outcome }) => ({ id, passed: outcome.kind === 'passed' }));
      return [{ ...this.#scene(at), kind: 'checked', exercise, passed, checks: results }];
    });
  }

  #scene(at: Date) {
    const { attempt, cohortOf } = this.#options;
    const { id, row, lab } = attempt;
    return { at, learner: row.learner, attempt: id, lab: lab.id, cohort: cohortOf(id) };
  }

  /** Stored first, told afterwards: what a page shows as done survives a crash of this process. */
  async #accept({ report: found, ladder }: ExerciseRun): Promise<void> {
    const { attempt, db, now, outbox } = this.#options;
    if (found.mode === 'full') this.#proofs.set(found.exercise, found);
    const report = carryChallenges(this.#proofs.get(found.exercise), found);
    const at = now();
    const changed = changedChecks(this.#last.get(report.exercise)?.report, report);
    const events = changed.map(({ id, outcome }) => ({
      exercise: report.exercise,
      check: id,
      mode: report.mode,
      outcome,
      at,
    }));
    await appendCheckEvents(db, attempt.id, events);
    const old = attempt.progressOf(report.exercise);
    const progress = assess(old, report, at);
    const { exercise } = report;
    if (!sameProgress(old, progress))
      await outbox.noteWith(async (tx) => {
        const happenings: Happening[] = [];
        if (progress.points > old.points) {
          await saveAwards(tx, { attempt: attempt.id, exercise, at }, awardsIn(report));
          happenings.push({ ...this.#scene(at), kind: 'earned', exercise });
        }
        await saveProgress(tx, attempt.id, progress);
        if (old.firstPassedAt === undefined && progress.firstPassedAt !== undefined)
          happenings.push({ ...this.#scene(at), kind: 'passed', exercise, labDone: this.#isLast(exercise) });
        return happenings;
      });
    this.#last.set(report.exercise, { report, ladder });
    this.#show(report);
    if (!sameProgress(old, progress)) attempt.setProgress(progress);
  }

  /** Whether everything else that the lab asks for was proven before. */
  #isLast(exercise: string): boolean {
    return this.#options.attempt.unproven().every((id) => id === exercise);
  }

  /** Only news is told. */
  #show(report: ExerciseReport): void {
    const before = this.#shown.get(report.exercise);
    this.#shown.set(report.exercise, report);
    const news = before === undefined || before.mode !== report.mode || before.passed !== report.passed;
    if (news || changedChecks(before, report).length > 0) this.reports.emit(report);
  }

  /** Of a run that was stopped in its middle: what was known before it is what counts. */
  #takeBack({ id }: Exercise): void {
    const known = this.#last.get(id)?.report;
    if (known === undefined) this.#shown.delete(id);
    else this.#show(known);
  }

  #logUnlessOver(error: unknown): void {
    const { attempt, log } = this.#options;
    if (!attempt.stop.signal.aborted) reportTrouble(log, error, { attempt: attempt.id });
  }
}
