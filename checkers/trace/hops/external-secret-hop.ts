import { parseDuration } from '../../objects/duration.ts';
import { syncedGeneration, type ExternalSecret } from '../../objects/external-secret.ts';
import type { DeliveryFacts } from '../delivery-facts.ts';
import type { Hop } from '../secret-trace.ts';
import { readyState } from './store-hop.ts';

/** The request itself: what its condition says, and when it was read last. */
export function drawExternalSecret(each: ExternalSecret, facts: DeliveryFacts): Hop {
  const { namespace = '', name, uid, creationTimestamp: createdAt, generation } = each.metadata;
  const found = readyState({ uid, createdAt, conditions: each.status.conditions }, facts);
  const until = nextRefresh(each);
  const hop: Hop = {
    id: `externalSecret/${namespace}/${name}`,
    name,
    ...found,
    ...(until === undefined ? {} : { until: until.toISOString() }),
    hashes: [],
  };
  // Its owner has not come to the newest edit yet.
  if (found.state === 'ready' && syncedGeneration(each) < generation)
    return { ...hop, state: 'settling', note: 'edited since it was last read' };
  return hop;
}

/** When External Secrets reads again by itself; `undefined`: it does not, or never has. */
export function nextRefresh({ spec, status }: ExternalSecret): Date | undefined {
  const intervalMs = parseDuration(spec.refreshInterval) ?? 0;
  if (spec.refreshPolicy !== 'Periodic' || intervalMs === 0 || status.refreshTime === null) return undefined;
  return new Date(Date.parse(status.refreshTime) + intervalMs);
}
