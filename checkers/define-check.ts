import type { Verdict } from './outcome.ts';
import type { Probes } from './probes/probes.ts';

/** A kind of Kubernetes object whose changes make a check worth looking at again. */
export interface WatchTarget {
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespace?: string;
}

/**
 * One claim about the learner's world. `look` touches it, `judge` is pure, so that judging is tested from
 * recorded facts in milliseconds. Facts hold hashes of secret values, never the values.
 */
export interface Check<Fact = unknown> {
  /** Permanent, kebab-case, unique in its lab. */
  readonly id: string;
  /** The learner reads this; true when the exercise is done. */
  readonly claim: string;
  readonly points: number;
  /** Ids of checks of the same lab that have to pass first. */
  readonly needs?: readonly string[];
  /** Holds before the learner starts: a guard, not a task. */
  readonly given?: true;
  /** Changes the world for a moment to prove a claim, and restores it; runs only when the learner asks. */
  readonly challenge?: true;
  /** What a challenge is doing; the learner reads this while it runs. */
  readonly doing?: string;
  /** Longest that one look may take, in milliseconds. Default 10,000. */
  readonly deadlineMs?: number;
  readonly watches: readonly WatchTarget[];
  /** Also looks at something that can't be watched, such as Vault: worth another look this often, in milliseconds. */
  readonly pollMs?: number;
  look(probes: Probes, signal: AbortSignal): Promise<Fact>;
  judge(fact: Fact): Verdict;
}

/** Keeps the fact type between `look` and `judge` while checks of many facts fit one list. */
export function defineCheck<Fact>(check: Check<Fact>): Check {
  return check;
}
