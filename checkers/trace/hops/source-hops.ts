import type { ExternalSecret } from '../../objects/external-secret.ts';
import { readingsOf, sourceKey, type DeliveryFacts, type Reading } from '../delivery-facts.ts';
import type { Hop, KeyHash } from '../secret-trace.ts';
import { vaultPath, type SourceFact } from '../vault-source.ts';
import { sinceTime } from './store-hop.ts';

/** Where the values come from: one hop for each place that is read. */
export function drawSources(each: ExternalSecret, facts: DeliveryFacts): readonly Hop[] {
  const hops = new Map<string, Hop>();
  for (const reading of readingsOf(each)) {
    const hop = drawSource(reading, each, facts);
    if (hop !== undefined) hops.set(hop.id, merge(hops.get(hop.id), hop));
  }
  return [...hops.values()];
}

/** What a reading found; `undefined`: nothing of ours can look there, or its store says not where. */
export function sourceOf(
  reading: Extract<Reading, { kind: 'vault' }>,
  facts: DeliveryFacts,
): SourceFact | undefined {
  const place = facts.stores.get(reading.store)?.vault;
  if (place?.isOurs !== true) return undefined;
  return facts.sources.get(sourceKey(vaultPath(place, reading.key), reading.version));
}

function drawSource(reading: Reading, each: ExternalSecret, facts: DeliveryFacts): Hop | undefined {
  const namespace = each.metadata.namespace ?? '';
  switch (reading.kind) {
    case 'find': {
      const mount = facts.stores.get(reading.store)?.vault?.path ?? '';
      return unseen(`source/find/${reading.store}`, mount === '' ? 'a search' : `a search in ${mount}`);
    }
    case 'generator': {
      const { generatorKind, name } = reading;
      const found = facts.generators.get(`${namespace}/${name}`);
      const id = `source/generator/${generatorKind}/${namespace}/${name}`;
      if (generatorKind !== 'VaultDynamicSecret') return unseen(id, `${generatorKind} ${name}`);
      if (found === undefined)
        return { id, name, state: 'absent', reason: 'no VaultDynamicSecret of this name', hashes: [] };
      const source = facts.sources.get(sourceKey(found.path, ''));
      return source === undefined ? unseen(id, found.path) : { ...hopOf(source, reading), id };
    }
    case 'vault': {
      const source = sourceOf(reading, facts);
      if (source !== undefined) return hopOf(source, reading);
      const known = facts.stores.get(reading.store) !== undefined;
      const hop = unseen(`source/unseen/${reading.store}/${reading.key}`, reading.key);
      return known ? hop : { ...hop, reason: 'no store says where this is' };
    }
  }
}

function unseen(id: string, name: string): Hop {
  return { id, name, state: 'unseen', reason: 'this picture can not look there', hashes: [] };
}

function hopOf(source: SourceFact, reading: Reading): Hop {
  const base = { id: `source/${source.path}`, name: source.path };
  if (source.kind === 'nothing') return { ...base, state: 'absent', reason: source.why, hashes: [] };
  if (source.kind === 'leases') {
    const reason = source.count === 1 ? '1 lease' : `${source.count} leases`;
    return { ...base, state: 'ready', reason, note: 'made new at each read', hashes: [] };
  }
  const { version, writtenAt = '', hashes } = source;
  return {
    ...base,
    state: 'ready',
    reason: version === undefined ? 'unversioned' : `version ${version}`,
    ...sinceTime(writtenAt),
    hashes: hashesRead(hashes, reading),
  };
}

/** The values that are asked for. A property that is not there is shown as such. */
function hashesRead(hashes: Readonly<Record<string, string>>, reading: Reading): readonly KeyHash[] {
  if (reading.kind !== 'vault' || reading.property === '')
    return Object.entries(hashes).map(([key, hash]) => ({ key, hash }));
  return [{ key: reading.property, hash: hashes[reading.property] ?? 'not there' }];
}

/** Several keys of one entry make one hop. */
function merge(before: Hop | undefined, hop: Hop): Hop {
  if (before === undefined) return hop;
  const fresh = hop.hashes.filter(({ key }) => !before.hashes.some((known) => known.key === key));
  return { ...before, hashes: [...before.hashes, ...fresh] };
}
