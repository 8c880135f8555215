import type { ColumnType } from 'kysely';

export interface CohortsTable {
  readonly id: string;
  readonly name: string;
  readonly course: string;
  /** IANA name, such as Europe/Berlin. */
  readonly time_zone: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly seats: number;
  readonly lease_minutes: number | null;
  readonly most_running: number | null;
  readonly hints: boolean;
  readonly trace: boolean;
  readonly egress: boolean;
  readonly kubeconfig: boolean;
  readonly max_attempts: number | null;
  readonly late_rule: 'cutOff' | 'none' | 'perDay';
  /** Taken off per day late; only with `perDay`. */
  readonly late_percent: number | null;
  readonly created_by: string;
  readonly created_at: Date;
}

export interface CohortLabsTable {
  readonly cohort: string;
  readonly lab: string;
  readonly opens_at: Date | null;
  readonly closes_at: Date | null;
  readonly due_at: Date | null;
  readonly graded: boolean;
}

export interface CohortMembersTable {
  readonly cohort: string;
  readonly account: string;
  readonly role: 'instructor' | 'learner';
  readonly joined_at: Date;
}

/** The cohort that an attempt was begun in; none: practice of one's own. */
export interface AttemptCohortsTable {
  readonly attempt: string;
  readonly cohort: string;
}

export interface AnnouncementsTable {
  readonly id: string;
  readonly cohort: string;
  readonly author_name: string;
  readonly text: string;
  /** Ids of accounts; `null`: the whole cohort. */
  readonly recipients: ColumnType<unknown, string | null, never>;
  readonly at: Date;
}

export interface CohortTables {
  readonly cohorts: CohortsTable;
  readonly cohort_labs: CohortLabsTable;
  readonly cohort_members: CohortMembersTable;
  readonly attempt_cohorts: AttemptCohortsTable;
  readonly announcements: AnnouncementsTable;
}
