import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Tokens of programs that grade, their jobs, and who is told when one is done. */
export const graderApiMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  // No reference to accounts: the local learner and the operator own tokens and jobs, too.
  sql`create table api_tokens (
    id text primary key,
    token_hash text not null unique,
    owner text not null,
    name text not null,
    scopes jsonb not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  sql`create index api_tokens_by_owner on api_tokens (owner, created_at)`,
  sql`create table grading_jobs (
    number bigint generated always as identity primary key,
    id text not null unique,
    owner text not null,
    kind text not null,
    state text not null,
    lab text not null,
    request jsonb not null,
    idempotency_key text,
    request_hash text not null,
    archive bytea,
    tries integer not null default 0,
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    sha256 text,
    result jsonb,
    failure jsonb,
    evidence text
  )`,
  sql`create unique index grading_jobs_by_key on grading_jobs (owner, idempotency_key)`,
  sql`create index grading_jobs_by_owner on grading_jobs (owner, number)`,
  sql`create index grading_jobs_open on grading_jobs (state, number) where state in ('queued', 'running')`,
  sql`create table webhooks (
    id text primary key,
    owner text not null,
    url text not null,
    created_at timestamptz not null
  )`,
  sql`create index webhooks_by_owner on webhooks (owner)`,
  sql`create table webhook_deliveries (
    number bigint generated always as identity primary key,
    id text not null unique,
    webhook text not null references webhooks (id) on delete cascade,
    job text not null references grading_jobs (id) on delete cascade,
    state text not null,
    tries jsonb not null default '[]',
    created_at timestamptz not null
  )`,
  sql`create index webhook_deliveries_by_webhook on webhook_deliveries (webhook, number)`,
  sql`create index webhook_deliveries_open on webhook_deliveries (number) where state = 'pending'`,
];
