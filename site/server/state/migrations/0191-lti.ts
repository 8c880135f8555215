import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Learning platforms that launch Kindlab by LTI, their courses, and the links in them. */
export const ltiMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`create table lti_platforms (
    id text primary key,
    name text not null,
    issuer text not null,
    client_id text not null,
    login_url text not null,
    token_url text not null,
    keys_url text not null,
    deployments jsonb not null,
    created_at timestamptz not null,
    unique (issuer, client_id)
  )`,
  // A course of a platform is one cohort; the services are where it last said that they are.
  sql`create table lti_courses (
    id text primary key,
    platform text not null references lti_platforms (id) on delete cascade,
    deployment text not null,
    context text not null,
    title text not null,
    cohort text not null references cohorts (id) on delete cascade,
    memberships_url text,
    unique (platform, deployment, context)
  )`,
  sql`create index lti_courses_by_cohort on lti_courses (cohort)`,
  // What a platform shows as one activity: a lab, or the whole course where none is named.
  sql`create table lti_links (
    id text primary key,
    course text not null references lti_courses (id) on delete cascade,
    link text not null,
    lab text,
    title text not null,
    line_item text,
    line_items text,
    unique (course, link)
  )`,
];
