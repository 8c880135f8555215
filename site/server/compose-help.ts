import type { Logger } from 'pino';
import { AuditLog } from './accounts/audit-log.ts';
import type { AttemptBook } from './attempts/attempt-book.ts';
import type { CohortDesk } from './cohorts/cohort-desk.ts';
import type { Outbox } from './outbox/outbox.ts';
import { AssistDesk } from './rooms/assist-desk.ts';
import { HandDesk } from './rooms/hand-desk.ts';
import { HelpBoard } from './rooms/help-board.ts';
import type { ServerDeps } from './server-deps.ts';
import type { Database } from './state/open-database.ts';
import { clockOf } from './compose-workers.ts';

export interface HelpGround {
  readonly db: Database;
  readonly log: Logger;
  readonly book: AttemptBook;
  readonly cohorts: CohortDesk;
  readonly outbox: Outbox;
}

/** Hands that are up, who helps in whose shell, and what is seen of both. */
export interface HelpParts {
  readonly hands: HandDesk;
  readonly assists: AssistDesk;
  readonly help: HelpBoard;
}

export function composeHelp(deps: ServerDeps, ground: HelpGround): HelpParts {
  const now = clockOf(deps);
  const hands = new HandDesk({ ...ground, now });
  const audit = new AuditLog(ground.db, now);
  const assists = new AssistDesk({ ...ground, hands, audit, graceMs: deps.timing?.assistGraceMs });
  return { hands, assists, help: new HelpBoard({ ...ground, hands, assists }) };
}
