import type { ColumnType, Generated } from 'kysely';

export interface OutboxTable {
  readonly number: Generated<string>;
  readonly id: string;
  readonly channel: 'lti' | 'webhook' | 'xapi';
  /** To whom in that channel: a webhook, a resource link, the LRS. */
  readonly receiver: string;
  readonly cohort: string | null;
  readonly learner: string;
  readonly body: ColumnType<unknown, string, never>;
  readonly state: 'delivered' | 'failed' | 'pending';
  readonly tries: ColumnType<unknown, string, string>;
  /** Made before it was sent anew. */
  readonly tries_before: Generated<number>;
  readonly next_at: Date | null;
  readonly created_at: Date;
  /** When it was taken or given up on; null: it is still to be delivered. */
  readonly ended_at: Date | null;
}

/** An address that is told what happens in a cohort. */
export interface CohortWebhooksTable {
  readonly id: string;
  readonly cohort: string;
  readonly url: string;
  /** Kinds of events that it is told of. */
  readonly events: ColumnType<unknown, string, string>;
  /** Counts its secrets. */
  readonly secret: number;
  /** When the present one took the place of another. */
  readonly rotated_at: Date | null;
  /** Since when nothing was taken; null: the last one was. */
  readonly failing_since: Date | null;
  readonly off_at: Date | null;
  readonly off_why: string | null;
  readonly created_by: string;
  readonly created_at: Date;
}

export interface OutboxTables {
  readonly outbox: OutboxTable;
  readonly cohort_webhooks: CohortWebhooksTable;
}
