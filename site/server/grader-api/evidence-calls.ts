import { z } from 'zod';
import { publicPem, signingKey } from '#labs/grading/evidence/signing-key.ts';
import { RequestFault } from '../fault-to-response.ts';
import { readEvidenceOf } from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import { apiCall, type ApiCall } from './api-call.ts';
import { ownJob } from './own-job.ts';

export interface EvidenceCallsOptions {
  readonly db: Database;
  /** Of the key that signs evidence. */
  readonly keyFile: string;
}

/** What was signed about submissions and attempts, and the key to check it with. */
export function evidenceCalls({ db, keyFile }: EvidenceCallsOptions): readonly ApiCall[] {
  return [
    apiCall(
      {
        id: 'getEvidence',
        method: 'get',
        path: '/api/v1/jobs/{id}/evidence',
        summary: 'Signed evidence of a graded submission or a checked attempt, byte for byte (DSSE, in-toto)',
        needs: 'jobs:read',
        answers: {
          200: {
            description: 'The envelope',
            schema: z.string(),
            type: 'application/vnd.dsse.envelope+json',
          },
        },
        problems: [404],
        audit: 'job.evidence',
      },
      async (call) => {
        call.note({ target: call.param('id') });
        const evidence = await readEvidenceOf(db, (await ownJob(db, call)).id);
        if (evidence === undefined) throw noEvidence();
        return call.c.body(evidence, 200, { 'content-type': 'application/vnd.dsse.envelope+json' });
      },
    ),
    apiCall(
      {
        id: 'getEvidenceKey',
        method: 'get',
        path: '/api/v1/evidence-key',
        summary: 'The public key to verify evidence with, PEM (Ed25519)',
        needs: 'jobs:read',
        answers: { 200: { description: 'The key', schema: z.string(), type: 'application/x-pem-file' } },
      },
      async ({ c }) =>
        c.body(publicPem(await signingKey(keyFile)), 200, { 'content-type': 'application/x-pem-file' }),
    ),
  ];
}

function noEvidence(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'There is no evidence: it is signed with the verdict, and this job has none.',
    hint: 'Wait until the job is done; `evidence` in it says whether there is any.',
  });
}
