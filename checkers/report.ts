import type { Outcome } from './outcome.ts';

export interface CheckReport {
  readonly id: string;
  readonly claim: string;
  readonly points: number;
  readonly given: boolean;
  readonly challenge: boolean;
  readonly outcome: Outcome;
  /** Which way `judge` took, for statistics over many learners; absent for what passed or wasn't looked at. */
  readonly branch?: string;
  /** ISO time */
  readonly checkedAt: string;
  readonly durationMs: number;
}

/** The published result of checking one exercise; in declaration order. */
export interface ExerciseReport {
  readonly format: 1;
  readonly lab: string;
  readonly exercise: string;
  /** `live`: no challenges were run. `full`: everything was. */
  readonly mode: 'live' | 'full';
  /** ISO time */
  readonly at: string;
  readonly checks: readonly CheckReport[];
  /** Every check passed (in a live round: every one that is not a challenge). */
  readonly passed: boolean;
}
