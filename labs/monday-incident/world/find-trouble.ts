import { parseDuration } from '#checkers/objects/duration.ts';
import { coversPath } from '#labs/shared/policy-paths.ts';
import { entryOfKey, type AppFact, type ExternalSecretFact, type IncidentFact } from './incident.ts';
import { names } from './names.ts';
import type { StoreFact } from './stores.ts';
import type { Trouble } from './trouble.ts';

const longestIntervalMs = 3_600_000;

/** The first thing that is wrong with an application's ExternalSecret, by what is really there; `undefined`: nothing. */
export function findTrouble(app: AppFact, world: IncidentFact): Trouble | undefined {
  const found = app.externalSecret;
  if (found === undefined) return { kind: 'gone', detail: '' };
  return accessTrouble(app, found, world) ?? requestTrouble(app, found) ?? targetTrouble(app, found);
}

function namespaceOf({ id }: AppFact): string {
  return id.split('/')[0] ?? '';
}

function accessTrouble(
  app: AppFact,
  { store, otherSources }: ExternalSecretFact,
  world: IncidentFact,
): Trouble | undefined {
  if (otherSources) return { kind: 'other-source', detail: '' };
  const namespace = namespaceOf(app);
  const sameName = world.stores.filter(({ name }) => name === store.name);
  const found = sameName.find(
    ({ kind, namespace: place }) =>
      kind === store.kind && (kind === 'ClusterSecretStore' || place === namespace),
  );
  if (found === undefined) return missingStore(store, namespace, sameName);
  if (found.namespaces !== undefined && !found.namespaces.includes(namespace) && !found.widens) {
    return { kind: 'store-condition', detail: found.name };
  }
  if (found.auth.join() !== 'kubernetes')
    return { kind: 'other-login', detail: found.auth.join(', ') || found.providers.join(', ') };
  if (found.version !== 'v2') return { kind: 'kv-version', detail: found.name };
  if (!found.ready) return { kind: 'store-not-ready', detail: found.name, more: found.mountPath };
  return policyTrouble(app, found, world);
}

function missingStore(
  { kind, name }: ExternalSecretFact['store'],
  namespace: string,
  sameName: readonly StoreFact[],
): Trouble {
  if (
    sameName.some((store) => store.kind !== kind && (store.namespace === '' || store.namespace === namespace))
  ) {
    return { kind: 'store-kind', detail: kind, more: name };
  }
  const elsewhere = sameName.find((store) => store.kind === kind);
  if (elsewhere !== undefined) return { kind: 'store-namespace', detail: name, more: elsewhere.namespace };
  return { kind: 'store-missing', detail: `${kind} ${name}` };
}

function policyTrouble(app: AppFact, store: StoreFact, { roles }: IncidentFact): Trouble | undefined {
  const role = roles.find(({ mountPath, name }) => mountPath === store.mountPath && name === store.role);
  const asked = `${names.mount}/data/${app.id}`;
  const allowed = role?.rules.some(
    ({ path, capabilities }) => coversPath(path, asked) && capabilities.includes('read'),
  );
  return allowed === true ? undefined : { kind: 'policy', detail: role?.policies[0] ?? store.role };
}

function requestTrouble(app: AppFact, { reads, templated, whole }: ExternalSecretFact): Trouble | undefined {
  if (reads.length === 0) return { kind: 'reads-nothing', detail: '' };
  for (const read of reads) {
    const path = entryOfKey(read.key);
    if (path === app.id && app.entry.state === 'deleted') return { kind: 'deleted-version', detail: path };
    if (path === `data/${app.id}`) return { kind: 'extra-data', detail: read.key };
    if (read.entry === 'absent' || path !== app.id) return { kind: 'key-typo', detail: read.key };
    if (!read.found) return { kind: 'property-typo', detail: read.property };
  }
  const fetched = reads.map(({ secretKey }) => secretKey);
  const unknown = whole ? undefined : templated?.uses.find((name) => !fetched.includes(name));
  return unknown === undefined ? undefined : { kind: 'template-key', detail: unknown };
}

function targetTrouble({ id, secret, entry }: AppFact, found: ExternalSecretFact): Trouble | undefined {
  const wanted = `${id.split('/')[1] ?? ''}-credentials`;
  if (found.target !== wanted) return { kind: 'other-target', detail: found.target };
  if (found.creationPolicy !== 'Owner') return { kind: 'merge-without-target', detail: found.creationPolicy };
  if (secret?.owner !== undefined && secret.owner.uid !== found.uid) {
    return { kind: 'owned-by-another', detail: secret.owner.name };
  }
  if (secret?.immutable === true) return { kind: 'immutable', detail: '' };
  const given = found.templated?.keys ?? found.reads.map(({ secretKey }) => secretKey);
  const dropped =
    found.whole && found.templated === undefined ? [] : names.keys.filter((key) => !given.includes(key));
  if (dropped.length > 0) return { kind: 'dropped-keys', detail: dropped.join(', ') };
  const intervalMs = parseDuration(found.refreshInterval) ?? 0;
  if (found.refreshPolicy !== 'Periodic' || intervalMs <= 0 || intervalMs > longestIntervalMs) {
    const old = entry.state === 'present' && secret?.digests['password'] !== entry.digests['password'];
    return { kind: old ? 'stale' : 'refreshes-slowly', detail: found.refreshInterval };
  }
  return undefined;
}
