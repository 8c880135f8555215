import type { Step } from '#containers/contract/bundle.ts';

export interface PlannedStep extends Step {
  readonly needs: readonly string[];
}

const slowest = 10;
const fastest = 0.3;

/**
 * Milliseconds until all steps are done: the plan is played to its end with the expected times, scaled by how
 * long finished steps took compared with what was expected, and with a known fraction instead where there is one.
 */
export function estimateRemaining(steps: readonly PlannedStep[], now: number, lanes: number): number {
  const pace = paceOf(steps);
  const end = new Map(steps.filter((step) => step.state === 'done').map((step) => [step.id, 0]));
  const busy: number[] = Array.from({ length: lanes }, () => 0);
  for (const step of steps.filter((one) => one.state === 'running')) {
    const left = leftOf(step, pace, now);
    end.set(step.id, left);
    busy[indexOfLeast(busy)] = left;
  }
  let waiting = steps.filter((step) => step.state === 'pending');
  while (waiting.length > 0) {
    const next = waiting.find((step) => step.needs.every((need) => end.has(need))) ?? waiting[0];
    if (next === undefined) break;
    const lane = indexOfLeast(busy);
    const ready = Math.max(0, ...next.needs.map((need) => end.get(need) ?? 0));
    const finish = Math.max(busy[lane] ?? 0, ready) + next.expectedMs * pace;
    busy[lane] = finish;
    end.set(next.id, finish);
    waiting = waiting.filter((step) => step !== next);
  }
  return Math.round(Math.max(0, ...end.values()));
}

/** How much longer (above 1) or shorter this machine takes than the measured one, from finished steps. */
export function paceOf(steps: readonly Step[]): number {
  let expected = 0;
  let actual = 0;
  for (const step of steps) {
    if (step.state !== 'done' || step.startedAt === undefined || step.endedAt === undefined) continue;
    expected += step.expectedMs;
    actual += Date.parse(step.endedAt) - Date.parse(step.startedAt);
  }
  // A few short steps say little: they are mixed with the assumption that the machine is like ours.
  const assumed = 20_000;
  return Math.min(slowest, Math.max(fastest, (actual + assumed) / (expected + assumed)));
}

function leftOf(step: Step, pace: number, now: number): number {
  const elapsed = step.startedAt === undefined ? 0 : now - Date.parse(step.startedAt);
  const byPlan = Math.max(step.expectedMs * pace - elapsed, step.expectedMs * pace * 0.05);
  const fraction = step.fraction ?? 0;
  if (fraction < 0.05) return byPlan;
  const byFraction = (elapsed * (1 - fraction)) / fraction;
  return byPlan * (1 - fraction) + byFraction * fraction;
}

function indexOfLeast(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value < (values[best] ?? Infinity) ? index : best), 0);
}
