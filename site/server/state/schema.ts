import type { ColumnType, Generated } from 'kysely';
import type { AccountTables } from './account-schema.ts';
import type { CohortTables } from './cohort-schema.ts';
import type { MarkTables } from './mark-schema.ts';
import type { RoomTables } from './room-schema.ts';
import type { GraderTables } from './grader-schema.ts';
import type { LtiTables } from './lti-schema.ts';
import type { OutboxTables } from './outbox-schema.ts';

/** JSON columns are written as text and read as parsed values, which both drivers do alike; readers use zod. */
type Json = ColumnType<unknown, string, string>;
type NullableJson = ColumnType<unknown, string | null, string | null>;

export interface AttemptsTable {
  readonly id: string;
  readonly learner: string;
  readonly lab: string;
  readonly values: Json;
  readonly created_at: Date;
  readonly ended_at: Date | null;
  readonly environment: string | null;
  readonly ready_in_ms: number | null;
  readonly failure: NullableJson;
  readonly resumed_at: Date | null;
}

export interface ExerciseProgressTable {
  readonly attempt: string;
  readonly exercise: string;
  readonly first_passed_at: Date | null;
  readonly last_state: 'notTried' | 'inWork' | 'done' | 'wasDone';
  readonly points: number;
  readonly hints_shown: number;
  /** Check id to the last rung that was shown. */
  readonly hint_rungs: Json;
  readonly solution_shown: boolean;
}

export interface CheckEventsTable {
  readonly id: Generated<number>;
  readonly attempt: string;
  readonly exercise: string;
  readonly check: string;
  readonly mode: 'live' | 'full';
  readonly outcome: Json;
  readonly at: Date;
}

export interface QuizAnswersTable {
  readonly id: Generated<number>;
  readonly learner: string;
  readonly quiz: string;
  readonly question: string;
  readonly given: Json;
  readonly correct: boolean;
  readonly at: Date;
}

export interface CertificatesTable {
  readonly id: string;
  /** Null once it is withdrawn, as the envelope. */
  readonly learner: string | null;
  /** Signed; see `certificates/sign-certificate.ts`. */
  readonly envelope: string | null;
  readonly issued_at: Date;
  readonly withdrawn_at: Date | null;
}

export interface Schema
  extends AccountTables, CohortTables, GraderTables, LtiTables, MarkTables, OutboxTables, RoomTables {
  readonly attempts: AttemptsTable;
  readonly exercise_progress: ExerciseProgressTable;
  readonly check_events: CheckEventsTable;
  readonly quiz_answers: QuizAnswersTable;
  readonly certificates: CertificatesTable;
}
