import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Attempts, what was reached in them, how checks changed, and quiz answers. */
export const attemptsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`create table attempts (
    id text primary key,
    learner text not null,
    lab text not null,
    "values" jsonb not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    environment text,
    ready_in_ms integer,
    failure jsonb
  )`,
  // One running attempt per learner and lab, even when two start requests race.
  sql`create unique index attempts_running on attempts (learner, lab) where ended_at is null`,
  sql`create index attempts_by_learner on attempts (learner, created_at)`,
  sql`create table exercise_progress (
    attempt text not null references attempts (id) on delete cascade,
    exercise text not null,
    first_passed_at timestamptz,
    last_state text not null,
    points integer not null default 0,
    hints_shown integer not null default 0,
    hint_rungs jsonb not null default '{}',
    solution_shown boolean not null default false,
    primary key (attempt, exercise)
  )`,
  sql`create table check_events (
    id bigint generated always as identity primary key,
    attempt text not null references attempts (id) on delete cascade,
    exercise text not null,
    "check" text not null,
    mode text not null,
    outcome jsonb not null,
    at timestamptz not null
  )`,
  sql`create index check_events_by_attempt on check_events (attempt, id)`,
  sql`create table quiz_answers (
    id bigint generated always as identity primary key,
    learner text not null,
    quiz text not null,
    question text not null,
    given jsonb not null,
    correct boolean not null,
    at timestamptz not null
  )`,
  sql`create index quiz_answers_by_question on quiz_answers (learner, quiz, question, id)`,
];
