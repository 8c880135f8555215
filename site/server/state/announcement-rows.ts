import { z } from 'zod';
import type { Database } from './open-database.ts';

export interface Announcement {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  /** Ids of accounts; absent: the whole cohort. */
  readonly recipients: readonly string[] | undefined;
  readonly at: Date;
}

const recipientsShape = z.array(z.string()).nullable();

export async function insertAnnouncement(
  db: Database,
  cohort: string,
  { id, author, text, recipients, at }: Announcement,
): Promise<void> {
  const row = { id, cohort, author_name: author, text, at };
  await db
    .insertInto('announcements')
    .values({ ...row, recipients: recipients === undefined ? null : JSON.stringify(recipients) })
    .execute();
}

/** Newest first. */
export async function listAnnouncements(db: Database, cohort: string): Promise<readonly Announcement[]> {
  const rows = await db
    .selectFrom('announcements')
    .selectAll()
    .where('cohort', '=', cohort)
    .orderBy('at', 'desc')
    .execute();
  return rows.map(({ id, author_name, text, recipients, at }) => ({
    id,
    author: author_name,
    text,
    recipients: recipientsShape.parse(recipients) ?? undefined,
    at,
  }));
}
