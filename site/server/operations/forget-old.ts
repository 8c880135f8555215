import type { Logger } from 'pino';
import { deleteJobsEndedBefore } from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import { deleteLettersEndedBefore } from '../state/outbox-rows.ts';
import { Sweeper } from '../sweeper.ts';

/**
 * Jobs of graders and messages to other systems are kept for so long after they ended: past the end of a term, when
 * somebody asks what was sent, and no longer, since they are about learners.
 */
const keptDays = 90;
const dayMs = 24 * 3_600_000;
const everyMs = dayMs / 4;

/** Forgets what ended long ago, at every start and while the server runs. */
export function oldThingsSweeper({
  db,
  log,
  now,
}: {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
}): Sweeper {
  const sweep = async (): Promise<void> => {
    const before = new Date(now().getTime() - keptDays * dayMs);
    await deleteJobsEndedBefore(db, before);
    await deleteLettersEndedBefore(db, before);
  };
  return new Sweeper({ part: 'old jobs and messages', log, everyMs, sweep });
}
