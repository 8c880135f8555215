import type { Lab } from '../lab.ts';

/** Whether a lab says what it may cost, and the figures go together. What it really costs is for `labs verify`. */
export function lintBudget({ id, budget, minutes, environment, start }: Lab): readonly string[] {
  if (budget === undefined)
    return [
      `${id} has no budget; add \`budget:\` with memoryMiB, startSeconds and minutes to its lab.yaml (docs/adding-a-lab.md)`,
    ];
  const problems: string[] = [];
  const leaseMinutes = environment.leaseMs / 60_000;
  const prepareSeconds = (start?.expectedMs ?? 0) / 1000;
  if (minutes > budget.minutes)
    problems.push(
      `its exercises take ${String(minutes)} minutes, and budget.minutes is ${String(budget.minutes)}`,
    );
  if (budget.minutes > leaseMinutes)
    problems.push(
      `an attempt lives ${String(leaseMinutes)} minutes, and budget.minutes is ${String(budget.minutes)}; raise environment.leaseMinutes`,
    );
  if (prepareSeconds > budget.startSeconds)
    problems.push(
      `start.sh alone takes ${String(prepareSeconds)} s (prepareSeconds), and budget.startSeconds is ${String(budget.startSeconds)}`,
    );
  return problems.map((problem) => `${id}: ${problem}`);
}
