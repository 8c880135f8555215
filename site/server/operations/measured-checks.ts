import type { CheckRunner, ExerciseRun } from '../checks/check-runner.ts';
import type { MetricSet } from './metric-set.ts';

type Mode = 'full' | 'live';

/** The same runner, counting how long runs take and what they find. */
export function measuredChecks(runner: CheckRunner, metrics: MetricSet): CheckRunner {
  return {
    runLive: (target, signal) => {
      const about = { lab: target.lab.id, mode: 'live' as const };
      return measure(metrics, about, () => runner.runLive(target, signal));
    },
    runFull: async (target, request) => {
      const about = { lab: target.lab.id, mode: 'full' as const };
      const [run] = await measure(
        metrics,
        about,
        async () => [await runner.runFull(target, request)] as const,
      );
      return run;
    },
    watch: (target, onChange, signal) => runner.watch(target, onChange, signal),
    pollMs: (lab) => runner.pollMs(lab),
    forget: (attempt) => runner.forget(attempt),
  };
}

async function measure<T extends readonly ExerciseRun[]>(
  metrics: MetricSet,
  about: { readonly lab: string; readonly mode: Mode },
  run: () => Promise<T>,
): Promise<T> {
  const end = metrics.checkRun.startTimer(about);
  try {
    const found = await run();
    end();
    for (const { report } of found) count(metrics, report);
    return found;
  } catch (error) {
    metrics.checkRunsFailed.inc(about);
    throw error;
  }
}

function count({ checkVerdicts }: MetricSet, { lab, exercise, mode, checks }: ExerciseRun['report']): void {
  for (const { outcome } of checks) checkVerdicts.inc({ lab, exercise, mode, outcome: outcome.kind });
}
