import { median, quantile } from 'simple-statistics';
import type { CheckReport, ExerciseReport } from '#checkers/report.ts';

/** One check that was run several times on a world that nobody changed. */
export interface RepeatedCheck {
  readonly id: string;
  /** In order of the runs, such as `passed`, `failed other-path` or `blocked entry-exists`. */
  readonly verdicts: readonly string[];
  /** Of the looks, in milliseconds; a run in which it was blocked has none. */
  readonly durationsMs: readonly number[];
}

/** How steadily one check judges, over all that it was repeated. */
export interface Steadiness {
  readonly exercise: string;
  readonly check: string;
  readonly repeats: number;
  /** Runs whose verdict was another than that of the first run on the same world. */
  readonly differing: number;
  /** `differing` as a share of `repeats`, 0 to 1. */
  readonly flakeRate: number;
  /** Of one look; absent where it was always blocked. */
  readonly medianMs?: number;
  readonly p99Ms?: number;
}

/** Sorts the reports of several runs by check, in the order in which checks are declared. */
export function collectRepeats(reports: readonly ExerciseReport[]): readonly RepeatedCheck[] {
  const runs = reports.flatMap(({ checks }) => checks);
  return [...new Set(runs.map(({ id }) => id))].map((id) => {
    const own = runs.filter((run) => run.id === id);
    return {
      id,
      verdicts: own.map(verdictOf),
      durationsMs: own
        .filter(({ outcome }) => outcome.kind !== 'blocked')
        .map(({ durationMs }) => durationMs),
    };
  });
}

/** The verdicts that differ from the first. */
function differing({ verdicts }: RepeatedCheck): readonly string[] {
  return verdicts.filter((verdict) => verdict !== verdicts[0]);
}

/** One line for each check that did not always say the same; empty: all are steady. */
export function describeFlakes(checks: readonly RepeatedCheck[]): readonly string[] {
  return checks.flatMap((check) => {
    const others = differing(check);
    if (others.length === 0) return [];
    const { id, verdicts } = check;
    const seen = [...new Set(others)].map((verdict) => `“${verdict}”`).join(', ');
    return [
      `${id} is not steady: ${String(others.length)} of ${String(verdicts.length)} runs said ${seen} after “${verdicts[0] ?? ''}”`,
    ];
  });
}

/** Adds up what was repeated in several worlds and rounds, by exercise and check. */
export function addUpRepeats(
  trials: readonly { readonly exercise: string; readonly repeats?: readonly RepeatedCheck[] }[],
): readonly Steadiness[] {
  const all = trials.flatMap(({ exercise, repeats = [] }) => repeats.map((check) => ({ exercise, check })));
  const groups = Map.groupBy(all, ({ exercise, check }) => `${exercise}/${check.id}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const checks = group.map(({ check }) => check);
    const repeats = checks.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
    const differed = checks.reduce((sum, check) => sum + differing(check).length, 0);
    const durations = checks.flatMap(({ durationsMs }) => durationsMs);
    return [
      {
        exercise: first.exercise,
        check: first.check.id,
        repeats,
        differing: differed,
        flakeRate: differed / repeats,
        ...(durations.length === 0 ? {} : { medianMs: median(durations), p99Ms: quantile(durations, 0.99) }),
      },
    ];
  });
}

function verdictOf({ outcome, branch }: CheckReport): string {
  if (outcome.kind === 'blocked') return `blocked ${outcome.by.join(' ')}`;
  return branch === undefined ? outcome.kind : `${outcome.kind} ${branch}`;
}
