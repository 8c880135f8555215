import type { LabBudget } from '../lab.ts';

/** How one environment of a lab came to be, until the learner could begin. */
export interface MeasuredStart {
  /** From asking for the environment to having it. */
  readonly environmentMs: number;
  /** `start.sh`; 0 where there is none. */
  readonly prepareMs: number;
  /** What its containers took then, in MiB, without page cache. */
  readonly memoryMiB: number;
}

/** Where a start went over the lab's budget; empty: nowhere, or there is none. */
export function overBudget(start: MeasuredStart, budget: LabBudget | undefined): readonly string[] {
  if (budget === undefined) return [];
  const problems: string[] = [];
  const seconds = (start.environmentMs + start.prepareMs) / 1000;
  if (seconds > budget.startSeconds)
    problems.push(
      `It took ${seconds.toFixed(1)} s to start (environment ${(start.environmentMs / 1000).toFixed(1)} s, start.sh ${(start.prepareMs / 1000).toFixed(1)} s), and its budget is ${String(budget.startSeconds)} s.`,
    );
  if (start.memoryMiB > budget.memoryMiB)
    problems.push(
      `It takes ${String(Math.round(start.memoryMiB))} MiB when the learner arrives, and its budget is ${String(budget.memoryMiB)} MiB.`,
    );
  return problems;
}
