import type { ColumnType } from 'kysely';

type Json = ColumnType<unknown, string, string>;
type NullableJson = ColumnType<unknown, string | null, string | null>;
/** Given by the database. */
type Numbered = ColumnType<string, never, never>;

export interface ApiTokensTable {
  readonly id: string;
  /** SHA-256 of the token; the token itself is stored nowhere. */
  readonly token_hash: string;
  /** An account's id, or that of the local learner or the operator. */
  readonly owner: string;
  readonly name: string;
  readonly scopes: Json;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

export interface GradingJobsTable {
  readonly number: Numbered;
  readonly id: string;
  readonly owner: string;
  readonly kind: 'check' | 'grade';
  readonly state: 'cancelled' | 'done' | 'failed' | 'queued' | 'running';
  readonly lab: string;
  /** What was asked for, without the archive. */
  readonly request: Json;
  readonly idempotency_key: string | null;
  /** Of what was asked for, with the archive: the same key may only come with the same. */
  readonly request_hash: string;
  /** As it was uploaded; gone once the job has ended. */
  readonly archive: Uint8Array | null;
  /** How often it was begun. */
  readonly tries: number;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  /** Over the files of the submission. */
  readonly sha256: string | null;
  readonly result: NullableJson;
  readonly failure: NullableJson;
  /** A signed envelope, exactly as it was signed. */
  readonly evidence: string | null;
}

export interface WebhooksTable {
  readonly id: string;
  readonly owner: string;
  readonly url: string;
  readonly created_at: Date;
}

export interface WebhookDeliveriesTable {
  readonly number: Numbered;
  /** The `webhook-id` of every try. */
  readonly id: string;
  readonly webhook: string;
  readonly job: string;
  readonly state: 'delivered' | 'failed' | 'pending';
  readonly tries: Json;
  readonly created_at: Date;
}

export interface GraderTables {
  readonly api_tokens: ApiTokensTable;
  readonly grading_jobs: GradingJobsTable;
  readonly webhooks: WebhooksTable;
  readonly webhook_deliveries: WebhookDeliveriesTable;
}
