import type { Generated } from 'kysely';

export interface HandsTable {
  readonly id: string;
  readonly cohort: string;
  readonly attempt: string;
  readonly text: string;
  readonly raised_at: Date;
  /** The account that came; its name stays readable when it is gone. */
  readonly helper: Generated<string | null>;
  readonly helper_name: Generated<string | null>;
  readonly taken_at: Generated<Date | null>;
  readonly closed_at: Generated<Date | null>;
}

export interface RoomTables {
  readonly hands: HandsTable;
}
