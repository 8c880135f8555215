import type { Logger } from 'pino';
import type { Attempt } from '../attempts/attempt.ts';
import { reportTrouble } from '../incident.ts';
import type { AttemptChecks } from './attempt-checks.ts';
import type { ExerciseRun } from './check-runner.ts';
import { LiveRounds, type LiveTiming } from './live-rounds.ts';

export interface LiveChecksOptions {
  readonly attempt: Attempt;
  readonly checks: AttemptChecks;
  readonly log: Logger;
  /** How often to look again however quiet it is; `undefined`: never without a sign. */
  readonly pollMs: number | undefined;
  readonly timing?: Partial<LiveTiming> | undefined;
}

/** Judges the exercises of one attempt again whenever its world may have changed, while somebody looks at it. */
export function startLiveChecks({ attempt, checks, log, pollMs, timing }: LiveChecksOptions): LiveRounds {
  return new LiveRounds({
    round: async (signal, { settlingMs }) => {
      if (attempt.phase.state !== 'ready') return undefined;
      const either = AbortSignal.any([signal, attempt.stop.signal]);
      return settlingDelay(await checks.runLive(either), settlingMs);
    },
    watch: (onChange, signal) => checks.watch(onChange, signal),
    onTrouble: (error) => {
      if (!attempt.stop.signal.aborted) reportTrouble(log, error, { attempt: attempt.id });
    },
    pollMs,
    timing,
  });
}

/** When to look again at what settles: at the end of its time at the latest, then it differs. */
function settlingDelay(runs: readonly ExerciseRun[], usualMs: number): number | undefined {
  const ends = runs.flatMap(({ report }) =>
    report.checks.flatMap(({ outcome }) => (outcome.kind === 'settling' ? [Date.parse(outcome.until)] : [])),
  );
  if (ends.length === 0) return undefined;
  return Math.min(usualMs, Math.max(100, Math.min(...ends) - Date.now() + 50));
}
