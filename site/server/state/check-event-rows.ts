import type { Outcome } from '#checkers/outcome.ts';
import type { Database } from './open-database.ts';

export interface CheckEvent {
  readonly exercise: string;
  readonly check: string;
  readonly mode: 'live' | 'full';
  readonly outcome: Outcome;
  readonly at: Date;
}

/** Appends what changed; nothing is ever rewritten. */
export async function appendCheckEvents(
  db: Database,
  attempt: string,
  events: readonly CheckEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({ ...event, attempt, outcome: JSON.stringify(event.outcome) }));
  await db.insertInto('check_events').values(rows).execute();
}
