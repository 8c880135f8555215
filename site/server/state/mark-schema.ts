import type { Generated } from 'kysely';

export interface CheckAwardsTable {
  readonly attempt: string;
  readonly exercise: string;
  readonly check: string;
  readonly points: number;
  readonly at: Date;
}

export interface CheckRunsTable {
  readonly id: Generated<string>;
  readonly attempt: string;
  readonly exercise: string;
  readonly passed: boolean;
  readonly at: Date;
}

export interface MarkOverridesTable {
  readonly id: Generated<string>;
  readonly cohort: string;
  readonly learner: string;
  readonly lab: string;
  readonly exercise: string;
  /** `null`: from here on the computed mark counts again. */
  readonly points: number | null;
  readonly reason: string;
  readonly author: string;
  readonly author_name: string;
  readonly at: Date;
}

export interface MarkTables {
  readonly check_awards: CheckAwardsTable;
  readonly check_runs: CheckRunsTable;
  readonly mark_overrides: MarkOverridesTable;
}
