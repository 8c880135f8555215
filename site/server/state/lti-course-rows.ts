import type { Selectable } from 'kysely';
import type { LtiCoursesTable, LtiLinksTable } from './lti-schema.ts';
import type { Database } from './open-database.ts';

/** A course of a platform, and the cohort that it is here. */
export interface LtiCourse {
  readonly id: string;
  readonly platform: string;
  readonly deployment: string;
  readonly context: string;
  readonly title: string;
  readonly cohort: string;
  /** Where the platform tells who takes it; `undefined`: it does not. */
  readonly membershipsUrl: string | undefined;
}

/** What a platform shows as one activity. */
export interface LtiLink {
  readonly id: string;
  readonly course: string;
  readonly link: string;
  /** `undefined`: the whole course. */
  readonly lab: string | undefined;
  readonly title: string;
  readonly lineItem: string | undefined;
  readonly lineItems: string | undefined;
}

export async function findCourse(
  db: Database,
  { platform, deployment, context }: Pick<LtiCourse, 'context' | 'deployment' | 'platform'>,
): Promise<LtiCourse | undefined> {
  const row = await db
    .selectFrom('lti_courses')
    .selectAll()
    .where('platform', '=', platform)
    .where('deployment', '=', deployment)
    .where('context', '=', context)
    .executeTakeFirst();
  return row && toCourse(row);
}

export async function findCourseById(db: Database, id: string): Promise<LtiCourse | undefined> {
  const row = await db.selectFrom('lti_courses').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toCourse(row);
}

export async function listCoursesOf(db: Database, cohort: string): Promise<readonly LtiCourse[]> {
  const rows = await db
    .selectFrom('lti_courses')
    .selectAll()
    .where('cohort', '=', cohort)
    .orderBy('id')
    .execute();
  return rows.map(toCourse);
}

/** Answers false when somebody else was first. */
export async function insertCourse(db: Database, course: LtiCourse): Promise<boolean> {
  const { membershipsUrl, ...rest } = course;
  const result = await db
    .insertInto('lti_courses')
    .values({ ...rest, memberships_url: membershipsUrl ?? null })
    .onConflict((conflict) => conflict.columns(['platform', 'deployment', 'context']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** What the platform said last counts. */
export async function noteMemberships(db: Database, course: string, url: string): Promise<void> {
  await db.updateTable('lti_courses').set({ memberships_url: url }).where('id', '=', course).execute();
}

/** Keeps the id of a link that is known; what the platform said last counts. */
export async function saveLink(db: Database, { id, course, link, ...rest }: LtiLink): Promise<void> {
  const row = {
    lab: rest.lab ?? null,
    title: rest.title,
    line_item: rest.lineItem ?? null,
    line_items: rest.lineItems ?? null,
  };
  await db
    .insertInto('lti_links')
    .values({ id, course, link, ...row })
    .onConflict((conflict) =>
      conflict.columns(['course', 'link']).doUpdateSet((eb) => ({
        ...row,
        // One that we made ourselves is named by no launch.
        line_item: eb.fn.coalesce('excluded.line_item', 'lti_links.line_item'),
      })),
    )
    .execute();
}

export async function findLink(db: Database, id: string): Promise<LtiLink | undefined> {
  const row = await db.selectFrom('lti_links').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toLink(row);
}

export async function noteLineItem(db: Database, link: string, lineItem: string): Promise<void> {
  await db.updateTable('lti_links').set({ line_item: lineItem }).where('id', '=', link).execute();
}

export async function listLinksOf(db: Database, cohort: string): Promise<readonly LtiLink[]> {
  const rows = await db
    .selectFrom('lti_links')
    .innerJoin('lti_courses', 'lti_courses.id', 'lti_links.course')
    .selectAll('lti_links')
    .where('cohort', '=', cohort)
    .orderBy('lti_links.id')
    .execute();
  return rows.map(toLink);
}

/** What a platform knows somebody as; `undefined`: it does not. */
export async function findSubject(
  db: Database,
  issuer: string,
  account: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('identities')
    .select('subject')
    .where('issuer', '=', issuer)
    .where('account', '=', account)
    .executeTakeFirst();
  return row?.subject;
}

function toCourse({ memberships_url, ...row }: Selectable<LtiCoursesTable>): LtiCourse {
  return { ...row, membershipsUrl: memberships_url ?? undefined };
}

function toLink({ line_item, line_items, lab, ...row }: Selectable<LtiLinksTable>): LtiLink {
  return {
    ...row,
    lab: lab ?? undefined,
    lineItem: line_item ?? undefined,
    lineItems: line_items ?? undefined,
  };
}
