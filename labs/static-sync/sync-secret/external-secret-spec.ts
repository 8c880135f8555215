import { defineCheck } from '#checkers/define-check.ts';
import { parseDuration } from '#checkers/objects/duration.ts';
import { holds, type Verdict } from '#checkers/outcome.ts';
import { names } from '../world/names.ts';
import {
  entryOfKey,
  lookAtSync,
  syncWatches,
  type ExternalSecretFact,
  type SyncFact,
} from '../world/sync.ts';
import * as texts from './external-secret-spec-texts.ts';

export const externalSecretSpec = defineCheck<SyncFact>({
  id: 'external-secret-spec',
  claim: 'ExternalSecret `myapp-config` reads `myapp/config` through `vault-dev`, at least once a minute',
  points: 2,
  needs: ['eso-kinds', 'entry-exists'],
  watches: syncWatches,
  look: lookAtSync,
  judge: (fact) => {
    const found = fact.externalSecret;
    if (found === undefined) return notFound(fact);
    return (
      judgeStore(found, fact) ??
      judgeSource(found, fact) ??
      judgeTarget(found) ??
      judgeRefresh(found) ??
      holds
    );
  },
});

function notFound({ namespaces, others }: SyncFact): Verdict {
  if (namespaces.length > 0) return texts.otherNamespace(namespaces);
  return others.length > 0 ? texts.otherName(others) : texts.absent;
}

function judgeStore(
  { stores, generators }: ExternalSecretFact,
  { storeNames }: SyncFact,
): Verdict | undefined {
  if (generators.length > 0) return texts.generator(generators);
  const wrongKind = stores.find(({ kind }) => kind !== 'SecretStore');
  if (wrongKind !== undefined) return texts.otherStoreKind(wrongKind);
  const wrongName = stores.find(({ name }) => name !== names.store);
  if (wrongName !== undefined) return texts.otherStore(wrongName.name, storeNames);
  return stores.length === 0 ? texts.noStore : undefined;
}

function judgeSource({ finds, reads }: ExternalSecretFact, { entry }: SyncFact): Verdict | undefined {
  if (finds) return texts.findsByName;
  if (reads.length === 0) return texts.readsNothing;
  const wrongKey = reads.find(({ key }) => entryOfKey(key) !== names.entry);
  if (wrongKey !== undefined) return texts.otherKey(wrongKey);
  const pinned = reads.find(({ version }) => version !== '');
  if (pinned !== undefined) return texts.pinnedVersion(pinned.version);
  const properties = entry.state === 'present' ? entry.keys : [];
  const missing = reads.find(({ property }) => property !== '' && !properties.includes(property));
  if (missing !== undefined) return texts.noSuchProperty(missing.property, properties);
  const narrowed = reads.find(({ whole, property }) => whole && property !== '');
  return narrowed === undefined ? undefined : texts.narrowedExtract(narrowed.property);
}

function judgeTarget({ target, creationPolicy }: ExternalSecretFact): Verdict | undefined {
  if (target !== names.secret) return texts.otherTarget(target);
  return creationPolicy === 'Owner' ? undefined : texts.otherCreationPolicy(creationPolicy);
}

const longestIntervalMs = 60_000;

function judgeRefresh({ refreshPolicy, refreshInterval }: ExternalSecretFact): Verdict | undefined {
  if (refreshPolicy !== 'Periodic') return texts.otherRefreshPolicy(refreshPolicy);
  const intervalMs = parseDuration(refreshInterval) ?? 0;
  if (intervalMs <= 0) return texts.neverRefreshes;
  return intervalMs > longestIntervalMs ? texts.refreshesSlowly(refreshInterval) : undefined;
}
