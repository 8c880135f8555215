import { findCondition, type Condition } from '../../objects/conditions.ts';
import type { DeliveryFacts } from '../delivery-facts.ts';
import type { Hop } from '../secret-trace.ts';

/** A SecretStore or ClusterSecretStore, named by its `storeKey`. */
export function drawStore(key: string, facts: DeliveryFacts): Hop {
  const [kind = '', , name = ''] = key.split('/');
  const store = facts.stores.get(key);
  const base = { id: `store/${key}`, name, hashes: [] };
  if (store === undefined) return { ...base, state: 'absent', reason: `no ${kind} of this name` };
  const note = kind === 'ClusterSecretStore' ? { note: 'for the whole cluster' } : {};
  return { ...base, ...note, ...readyState(store, facts) };
}

interface Owned {
  readonly uid: string;
  readonly createdAt: string;
  readonly conditions: readonly Condition[];
}

/** What an object's Ready condition says of it; no condition yet means that nobody has looked at it. */
export function readyState(
  { uid, createdAt, conditions }: Owned,
  { warnings }: Pick<DeliveryFacts, 'warnings'>,
): Pick<Hop, 'error' | 'reason' | 'since' | 'state'> {
  const ready = findCondition(conditions, 'Ready');
  if (ready === undefined)
    return { state: 'settling', reason: 'nobody has looked at it yet', ...sinceTime(createdAt) };
  const { reason, lastTransitionTime } = ready;
  const told = { reason: reason || ready.status, ...sinceTime(lastTransitionTime) };
  if (ready.status === 'True') return { state: 'ready', ...told };
  const error = warnings.get(uid)?.text ?? ready.message;
  return {
    state: ready.status === 'False' ? 'failing' : 'settling',
    ...told,
    ...(error === '' ? {} : { error }),
  };
}

export function sinceTime(time: string): Pick<Hop, 'since'> {
  return time === '' ? {} : { since: time };
}
