import { z } from 'zod';
import type { WatchTarget } from '../define-check.ts';
import { metadata } from '../objects/metadata.ts';
import type { Probes } from '../probes/probes.ts';
import type { Fingerprint } from './fingerprint.ts';

export const secretsApi = 'external-secrets.io/v1';
export const generatorsApi = 'generators.external-secrets.io/v1alpha1';

/** What one look along the way of the secrets needs. */
export interface Looking {
  readonly probes: Pick<Probes, 'attempt' | 'kubernetes' | 'vault'>;
  readonly fingerprint: Fingerprint;
  /** Every value that was seen, for hiding them elsewhere. */
  readonly secrets: Set<string>;
  readonly signal: AbortSignal;
}

/** Objects of another shape than we know are left out: a picture with a gap is better than none. */
export async function listAs<T>(
  schema: z.ZodType<T>,
  ref: WatchTarget,
  { probes, signal }: Pick<Looking, 'probes' | 'signal'>,
): Promise<readonly T[]> {
  const found = await probes.kubernetes.list(ref, {}, signal);
  return found.flatMap((object) => {
    const parsed = schema.safeParse(object);
    return parsed.success ? [parsed.data] : [];
  });
}

const event = z.object({
  type: z.string().default(''),
  reason: z.string().default(''),
  message: z.string().default(''),
  count: z.number().nullish(),
  involvedObject: z.object({ uid: z.string().default('') }).prefault({}),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  metadata,
});

export interface ObjectEvent {
  /** Of the object that it is about. */
  readonly uid: string;
  readonly type: string;
  readonly reason: string;
  /** As it came: hide values before anybody sees it. */
  readonly message: string;
  readonly count: number;
  readonly at: string;
}

export async function listEvents(
  namespace: string,
  looking: Pick<Looking, 'probes' | 'signal'>,
): Promise<readonly ObjectEvent[]> {
  const found = await listAs(event, { apiVersion: 'v1', plural: 'events', namespace }, looking);
  return found.map(({ involvedObject, type, reason, message, count, lastTimestamp, eventTime, ...rest }) => ({
    uid: involvedObject.uid,
    type,
    reason,
    message,
    count: count ?? 1,
    at: lastTimestamp ?? eventTime ?? rest.metadata.creationTimestamp,
  }));
}
