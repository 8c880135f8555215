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
  readonly created_at: Date;
}

export interface OutboxTables {
  readonly outbox: OutboxTable;
}
