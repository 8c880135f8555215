import type { ColumnType } from 'kysely';

export interface LtiPlatformsTable {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly login_url: string;
  readonly token_url: string;
  readonly keys_url: string;
  readonly deployments: ColumnType<unknown, string, string>;
  readonly created_at: Date;
}

export interface LtiCoursesTable {
  readonly id: string;
  readonly platform: string;
  readonly deployment: string;
  /** What the platform calls it. */
  readonly context: string;
  readonly title: string;
  readonly cohort: string;
  readonly memberships_url: string | null;
}

export interface LtiLinksTable {
  readonly id: string;
  readonly course: string;
  /** What the platform calls it. */
  readonly link: string;
  /** `null`: the whole course. */
  readonly lab: string | null;
  readonly title: string;
  /** Where its scores go; `null`: the platform made none yet, or takes none. */
  readonly line_item: string | null;
  /** Where a line item could be made; `null`: nowhere. */
  readonly line_items: string | null;
}

export interface LtiTables {
  readonly lti_platforms: LtiPlatformsTable;
  readonly lti_courses: LtiCoursesTable;
  readonly lti_links: LtiLinksTable;
}
