import type { ExerciseReport } from '#checkers/report.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { reportTrouble } from '../incident.ts';
import { Listeners } from '../listeners.ts';
import { AttemptChecks, type AttemptChecksOptions } from './attempt-checks.ts';
import { startLiveChecks } from './live-checks.ts';
import type { LiveRounds, LiveTiming } from './live-rounds.ts';

export interface CheckDeskOptions extends Omit<AttemptChecksOptions, 'attempt'> {
  readonly timing?: Partial<LiveTiming> | undefined;
  /** How long live checks go on after the last viewer left: a reload must not start everything anew. */
  readonly lingerMs?: number;
}

interface Desk {
  readonly attempt: Attempt;
  readonly checks: AttemptChecks;
  readonly unlisten: () => void;
  viewers: number;
  live?: LiveRounds | undefined;
  linger?: NodeJS.Timeout | undefined;
}

/** Everything about checks, by attempt: live ones while somebody looks, full ones when asked. */
export class CheckDesk {
  readonly #options: CheckDeskOptions;
  readonly #desks = new Map<string, Desk>();
  /** Attempts whose reports changed, or that somebody began or ceased to look at. */
  readonly changes: Listeners<Attempt>;

  constructor(options: CheckDeskOptions) {
    this.#options = options;
    this.changes = new Listeners((error) => reportTrouble(options.log, error, { part: 'checks' }));
  }

  /** Whether somebody has its page open. */
  isWatched(attempt: Attempt): boolean {
    return (this.#desks.get(attempt.id)?.viewers ?? 0) > 0;
  }

  /** The newest report of each exercise that was looked at. */
  lastReports(attempt: Attempt): readonly ExerciseReport[] {
    return this.#desks.get(attempt.id)?.checks.lastReports() ?? [];
  }

  checksOf(attempt: Attempt): AttemptChecks {
    return this.#desk(attempt).checks;
  }

  /** Live checks go on until the answer is called. The last reports are told at once. */
  view(attempt: Attempt, onReport: (report: ExerciseReport) => void): () => void {
    const desk = this.#desk(attempt);
    for (const report of desk.checks.lastReports()) onReport(report);
    const unlisten = desk.checks.reports.add(onReport);
    desk.viewers += 1;
    clearTimeout(desk.linger);
    this.#sync(desk);
    this.changes.emit(attempt);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      unlisten();
      desk.viewers -= 1;
      this.changes.emit(attempt);
      if (desk.viewers === 0) this.#linger(desk);
    };
  }

  /** Whether a full run of an exercise is under way, or about to begin. */
  isProving(attempt: string): boolean {
    return this.#desks.get(attempt)?.checks.proving === true;
  }

  onEnter(attempt: string): void {
    this.#desks.get(attempt)?.live?.onEnter();
  }

  close(): void {
    for (const desk of this.#desks.values()) this.#drop(desk);
  }

  #desk(attempt: Attempt): Desk {
    const known = this.#desks.get(attempt.id);
    if (known !== undefined) return known;
    const checks = new AttemptChecks({ ...this.#options, attempt });
    const desk: Desk = { attempt, checks, viewers: 0, unlisten: attempt.changes.add(() => this.#sync(desk)) };
    checks.reports.add(() => this.changes.emit(attempt));
    this.#desks.set(attempt.id, desk);
    return desk;
  }

  /** Live checks run exactly while the environment is ready and somebody looks, or has just looked. */
  #sync(desk: Desk): void {
    const { attempt } = desk;
    if (attempt.phase.state === 'ended') return this.#drop(desk);
    if (attempt.phase.state !== 'ready') return this.#stop(desk);
    if (desk.viewers === 0 || desk.live !== undefined) return;
    const { runner, log, timing } = this.#options;
    desk.live = startLiveChecks({
      attempt,
      checks: desk.checks,
      pollMs: runner.pollMs(attempt.lab),
      log,
      timing,
    });
  }

  #linger(desk: Desk): void {
    desk.linger = setTimeout(() => this.#stop(desk), this.#options.lingerMs ?? 10_000);
    desk.linger.unref();
  }

  #stop(desk: Desk): void {
    desk.live?.close();
    desk.live = undefined;
  }

  #drop(desk: Desk): void {
    clearTimeout(desk.linger);
    this.#stop(desk);
    desk.unlisten();
    this.#options.runner.forget(desk.attempt.id);
    this.#desks.delete(desk.attempt.id);
  }
}
