import type { Difference, Hints, Outcome, Verdict } from './outcome.ts';
import { presentable } from './presentable.ts';
import type { SettlingEpisodes } from './settling-episodes.ts';

export interface Conclusion {
  readonly outcome: Outcome;
  readonly branch?: string;
  readonly hints?: Hints;
}

export interface ConcludeContext {
  readonly check: string;
  readonly nowMs: number;
  readonly episodes: SettlingEpisodes;
  /** Values that no text may show, whatever a learner put where. */
  readonly secrets: readonly string[];
  /** A challenge has waited already: for it there is no "later". */
  readonly challenge: boolean;
}

/** Turns a verdict into an outcome: past its deadline a settling claim has failed. */
export function conclude(verdict: Verdict, context: ConcludeContext): Conclusion {
  const { check, nowMs, episodes, secrets } = context;
  if (verdict.kind !== 'settling') episodes.end(check);
  if (verdict.kind === 'holds') return { outcome: { kind: 'passed' } };
  if (verdict.kind === 'differs') return failed(verdict.branch, verdict, secrets);
  const { branch, untilMs, overdue, episode } = verdict;
  const untilAtMs = episodes.since(check, `${branch} ${episode ?? ''}`, nowMs) + untilMs;
  if (context.challenge || nowMs >= untilAtMs) return failed(branch, overdue, secrets);
  const waitingFor = presentable(verdict.waitingFor, secrets);
  return {
    outcome: { kind: 'settling', waitingFor, until: new Date(untilAtMs).toISOString() },
    branch,
    hints: presentableHints(overdue.hints, secrets),
  };
}

function failed(branch: string, found: Difference, secrets: readonly string[]): Conclusion {
  return {
    outcome: {
      kind: 'failed',
      saw: presentable(found.saw, secrets),
      wanted: presentable(found.wanted, secrets),
      next: presentable(found.next, secrets),
    },
    branch,
    hints: presentableHints(found.hints, secrets),
  };
}

function presentableHints([where, which, command]: Hints, secrets: readonly string[]): Hints {
  return [presentable(where, secrets), presentable(which, secrets), presentable(command, secrets)];
}
