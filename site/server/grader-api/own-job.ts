import { RequestFault } from '../fault-to-response.ts';
import { findJob, type GradingJob } from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { CallInHand } from './api-call.ts';

/** Somebody else's job does not exist. */
export async function ownJob(
  db: Database,
  { viewer, param }: Pick<CallInHand<unknown, unknown>, 'param' | 'viewer'>,
): Promise<GradingJob> {
  const found = await findJob(db, { id: param('id') });
  if (found === undefined || found.owner !== viewer.id) throw noSuchJob();
  return found;
}

function noSuchJob(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'You have no such job.',
    hint: '`GET /api/v1/jobs` lists yours.',
  });
}
