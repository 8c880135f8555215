import { appendAuditEvent } from '../state/audit-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { Viewer } from './viewer.ts';

/** What somebody of the staff did or tried. Secrets and passwords never belong into `details`. */
export interface Deed {
  readonly action: string;
  readonly cohort?: string | undefined;
  readonly target?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface Doer {
  readonly viewer: Viewer;
  readonly address: string;
}

/** Everything that staff do, and what they were refused; kept in the database, only ever added to. */
export class AuditLog {
  readonly #db: Database;
  readonly #now: () => Date;

  constructor(db: Database, now: () => Date) {
    this.#db = db;
    this.#now = now;
  }

  done(doer: Doer, deed: Deed): Promise<void> {
    return this.#write(doer, deed, true);
  }

  refused(doer: Doer, deed: Deed): Promise<void> {
    return this.#write(doer, deed, false);
  }

  #write({ viewer, address }: Doer, deed: Deed, allowed: boolean): Promise<void> {
    return appendAuditEvent(this.#db, {
      at: this.#now(),
      actor: viewer.id,
      actorName: viewer.token === undefined ? viewer.name : `${viewer.name} (token ${viewer.token.name})`,
      action: deed.action,
      cohort: deed.cohort,
      target: deed.target,
      allowed,
      details: deed.details ?? {},
      address,
    });
  }
}
