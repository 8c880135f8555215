import { findCondition } from '../../objects/conditions.ts';
import type { ExternalSecret } from '../../objects/external-secret.ts';
import { readingsOf, type DeliveryFacts, type SecretFact } from '../delivery-facts.ts';
import type { Hop } from '../secret-trace.ts';
import { nextRefresh } from './external-secret-hop.ts';
import { sourceOf } from './source-hops.ts';
import { sinceTime } from './store-hop.ts';

/** How long after its time a refresh may still be on the way. */
const refreshGraceMs = 30_000;

/** The Kubernetes Secret that an ExternalSecret writes, compared with where its values come from. */
export function drawSecret(each: ExternalSecret, facts: DeliveryFacts, now: Date): Hop {
  const namespace = each.metadata.namespace ?? '';
  const name = each.spec.target.name || each.metadata.name;
  const found = facts.secrets.get(`${namespace}/${name}`);
  const base = { id: `secret/${namespace}/${name}`, name };
  if (found === undefined) return { ...base, ...whileAbsent(each), hashes: [] };
  const hashes = Object.entries(found.hashes).map(([key, hash]) => ({ key, hash }));
  return { ...base, ...compared(each, { found, facts, now }), ...sinceTime(found.changedAt), hashes };
}

function whileAbsent({ status }: ExternalSecret): Pick<Hop, 'reason' | 'state'> {
  const isRead = findCondition(status.conditions, 'Ready') !== undefined;
  return isRead
    ? { state: 'absent', reason: 'no Secret of this name' }
    : { state: 'settling', reason: 'not written yet' };
}

function compared(
  each: ExternalSecret,
  { found, facts, now }: { readonly found: SecretFact; readonly facts: DeliveryFacts; readonly now: Date },
): Pick<Hop, 'reason' | 'state' | 'until'> {
  const pairs = comparable(each, facts);
  const other = pairs.filter(({ key, hash }) => found.hashes[key] !== hash);
  if (other.length === 0)
    return { state: 'ready', reason: pairs.length === 0 ? 'written' : 'the same as in Vault' };
  const reason = 'not the same as in Vault';
  const until = nextRefresh(each);
  if (until === undefined || until.getTime() + refreshGraceMs < now.getTime())
    return { state: 'failing', reason };
  return { state: 'settling', reason, until: until.toISOString() };
}

/** Keys of the Secret that hold a value of Vault unchanged, and its hash there. */
function comparable(
  each: ExternalSecret,
  facts: DeliveryFacts,
): readonly { readonly key: string; readonly hash: string }[] {
  return readingsOf(each).flatMap((reading) => {
    if (reading.kind !== 'vault' || !reading.unchanged) return [];
    const source = sourceOf(reading, facts);
    if (source?.kind !== 'entry') return [];
    if (reading.target === undefined)
      return Object.entries(source.hashes).map(([key, hash]) => ({ key, hash }));
    const hash = source.hashes[reading.property];
    return hash === undefined ? [] : [{ key: reading.target, hash }];
  });
}
