import type { ColumnType } from 'kysely';
import type { Role } from '#site/protocol/accounts.ts';

export interface AccountsTable {
  readonly id: string;
  /** As it was typed; unique without regard to case. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Argon2id in PHC form; `null`: signs in at an identity provider only. */
  readonly password_hash: string | null;
  readonly created_at: Date;
  readonly disabled_at: Date | null;
}

/** Who an account is at an identity provider. */
export interface IdentitiesTable {
  readonly issuer: string;
  readonly subject: string;
  readonly account: string;
}

export interface SessionsTable {
  readonly id: string;
  /** SHA-256 of the token in the cookie; the token itself is stored nowhere. */
  readonly token_hash: string;
  readonly account: string;
  readonly created_at: Date;
  readonly seen_at: Date;
  readonly expires_at: Date;
  readonly browser: string;
  readonly address: string;
}

export interface InvitesTable {
  readonly id: string;
  readonly code_hash: string;
  readonly role: Role;
  readonly cohort: string | null;
  /** Only this address may use it; `null`: any. */
  readonly email: string | null;
  readonly name: string | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly uses_left: number;
}

export interface AuditEventsTable {
  readonly id: ColumnType<string, never, never>;
  readonly at: Date;
  readonly actor: string;
  readonly actor_name: string;
  readonly action: string;
  readonly cohort: string | null;
  readonly target: string | null;
  readonly allowed: boolean;
  readonly details: ColumnType<unknown, string, never>;
  readonly address: string;
}

export interface AccountTables {
  readonly accounts: AccountsTable;
  readonly identities: IdentitiesTable;
  readonly sessions: SessionsTable;
  readonly invites: InvitesTable;
  readonly audit_events: AuditEventsTable;
}
