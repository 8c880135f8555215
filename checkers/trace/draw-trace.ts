import type { ExternalSecret } from '../objects/external-secret.ts';
import { readingsOf, type DeliveryFacts, type Reading, type StoreFact } from './delivery-facts.ts';
import { drawExternalSecret } from './hops/external-secret-hop.ts';
import { drawPods } from './hops/pod-hops.ts';
import { drawSecret } from './hops/secret-hop.ts';
import { drawSources } from './hops/source-hops.ts';
import { drawStore } from './hops/store-hop.ts';
import { mostFollowed } from './look-at-delivery.ts';
import type { Chain, Hop, SecretTrace, Stage, StageKind } from './secret-trace.ts';

const mostHops = 3;

/** The picture of what was looked at. Says what is there and what it reports; never what would be right. Pure. */
export function drawTrace(facts: DeliveryFacts, now: Date): SecretTrace {
  const followed = facts.externalSecrets.slice(0, mostFollowed);
  const named = new Set(facts.externalSecrets.flatMap((each) => storesOf(readingsOf(each))));
  const idle = [...facts.stores].filter(([key]) => !named.has(key)).map(([, store]) => store);
  const shownIdle = idle.slice(0, mostFollowed - followed.length);
  return {
    chains: [
      ...followed.map((each) => chainOf(each, facts, now)),
      ...shownIdle.map((store) => idleChain(store, facts)),
    ],
    more: facts.externalSecrets.length - followed.length + idle.length - shownIdle.length,
  };
}

function chainOf(each: ExternalSecret, facts: DeliveryFacts, now: Date): Chain {
  const { namespace = '', name } = each.metadata;
  const readings = readingsOf(each);
  const stores = [...new Set(storesOf(readings))].map((key) => drawStore(key, facts));
  const target = drawSecret(each, facts, now);
  return {
    id: `${namespace}/${name}`,
    namespace,
    name,
    stages: [
      stage('vault', drawSources(each, facts)),
      stage('store', stores),
      stage('externalSecret', [drawExternalSecret(each, facts)]),
      stage('secret', [target]),
      stage('pod', drawPods(each, facts)),
    ].filter(({ kind, hops }) => kind === 'pod' || hops.length > 0),
  };
}

/** A store that nothing asks yet. */
function idleChain(store: StoreFact, facts: DeliveryFacts): Chain {
  const { kind, namespace, name } = store;
  const key = `${kind}/${namespace}/${name}`;
  return { id: key, namespace, name, stages: [stage('store', [drawStore(key, facts)])] };
}

function storesOf(readings: readonly Reading[]): readonly string[] {
  return readings.flatMap((reading) => (reading.kind === 'generator' ? [] : [reading.store]));
}

function stage(kind: StageKind, hops: readonly Hop[]): Stage {
  return { kind, hops: hops.slice(0, mostHops), more: Math.max(0, hops.length - mostHops) };
}
