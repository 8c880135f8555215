import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Accounts with their sessions, invitations into them, and what staff did. */
export const accountsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`create table accounts (
    id text primary key,
    email text not null,
    name text not null,
    role text not null,
    password_hash text,
    created_at timestamptz not null,
    disabled_at timestamptz
  )`,
  sql`create unique index accounts_by_email on accounts (lower(email))`,
  sql`create table identities (
    issuer text not null,
    subject text not null,
    account text not null references accounts (id) on delete cascade,
    primary key (issuer, subject)
  )`,
  sql`create table sessions (
    id text primary key,
    token_hash text not null unique,
    account text not null references accounts (id) on delete cascade,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    browser text not null,
    address text not null
  )`,
  sql`create index sessions_by_account on sessions (account, seen_at)`,
  sql`create table invites (
    id text primary key,
    code_hash text not null unique,
    role text not null,
    cohort text,
    email text,
    name text,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    uses_left integer not null
  )`,
  // No references: what was done stays written down when those it was done to are gone.
  sql`create table audit_events (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    actor_name text not null,
    action text not null,
    cohort text,
    target text,
    allowed boolean not null,
    details jsonb not null,
    address text not null
  )`,
  sql`create index audit_events_by_cohort on audit_events (cohort, id)`,
];
