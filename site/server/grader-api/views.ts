import type { z } from 'zod';
import { RequestFault } from '../fault-to-response.ts';
import type { GradingJob } from '../state/job-rows.ts';
import type { ApiToken } from '../state/token-rows.ts';
import type { Job, Page, tokenView } from './messages.ts';

export function jobView(job: GradingJob): Job {
  const { request } = job;
  const check = request.kind === 'check' ? request : undefined;
  return {
    id: job.id,
    kind: request.kind,
    state: job.state,
    lab: job.lab,
    attempt: check?.attempt ?? null,
    exercises: check === undefined ? null : [...check.exercises],
    name: request.kind === 'grade' ? request.name : null,
    sha256: job.sha256 ?? null,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    endedAt: job.endedAt?.toISOString() ?? null,
    result: job.result ?? null,
    failure: job.failure ?? null,
    evidence: job.hasEvidence,
  };
}

export function tokenToView(token: ApiToken): z.infer<typeof tokenView> {
  return {
    id: token.id,
    name: token.name,
    scopes: [...token.scopes],
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt.toISOString(),
    usedAt: token.usedAt?.toISOString() ?? null,
  };
}

/** Where a page of a list begins. Throws a RequestFault 400 for a cursor that this server did not give. */
export function pageStart({ limit, cursor }: Page): { readonly limit: number; readonly before?: number } {
  if (cursor === undefined) return { limit: limit + 1 };
  const before = /^n(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  if (before !== undefined) return { limit: limit + 1, before: Number(before) };
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: '`cursor` is none that this server gave.',
    hint: 'Leave it out for the newest; then give `next` of each page.',
  });
}

/** One more than the page is read, to know whether there is a next one. */
export function pageOf<Row extends { readonly number: number }>(
  rows: readonly Row[],
  { limit }: Page,
): { readonly rows: readonly Row[]; readonly next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next =
    rows.length > limit && last !== undefined
      ? Buffer.from(`n${last.number}`, 'latin1').toString('base64url')
      : null;
  return { rows: shown, next };
}
