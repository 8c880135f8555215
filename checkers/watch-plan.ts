import type { Check, WatchTarget } from './define-check.ts';

/** What has to be watched, and how often the rest has to be looked at, to notice when these checks may change. */
export interface WatchPlan {
  readonly targets: readonly WatchTarget[];
  /** Absent: nothing here needs polling. */
  readonly pollMs?: number;
}

export function watchPlan(checks: readonly Check[]): WatchPlan {
  const targets = new Map(
    checks.flatMap(({ watches }) => watches).map((target) => [targetKey(target), target]),
  );
  const polls = checks.flatMap(({ pollMs }) => pollMs ?? []);
  return { targets: [...targets.values()], ...(polls.length > 0 ? { pollMs: Math.min(...polls) } : {}) };
}

function targetKey({ apiVersion, plural, namespace }: WatchTarget): string {
  return `${apiVersion} ${plural} ${namespace ?? ''}`;
}
