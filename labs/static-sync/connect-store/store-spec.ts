import { defineCheck } from '#checkers/define-check.ts';
import { holds, type Verdict } from '#checkers/outcome.ts';
import { esoApi, names } from '../world/names.ts';
import { addressTrouble } from '../world/server-address.ts';
import { lookAtStore, type StoreFact } from '../world/store.ts';
import {
  absent,
  clusterStore,
  otherAuth,
  otherController,
  otherName,
  otherNamespace,
  otherPath,
  otherProvider,
  otherServer,
  otherTokenKey,
  otherTokenSecret,
  otherVersion,
} from './store-spec-texts.ts';

export const storeSpec = defineCheck<StoreFact>({
  id: 'store-spec',
  claim: 'SecretStore `vault-dev` in `lab1` points at the lab’s Vault',
  points: 2,
  needs: ['eso-kinds'],
  watches: [
    { apiVersion: esoApi, plural: 'secretstores' },
    { apiVersion: esoApi, plural: 'clustersecretstores' },
    { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace },
  ],
  look: lookAtStore,
  judge: (fact) => {
    const { store } = fact;
    if (store === undefined) return notFound(fact);
    if (store.vault === undefined) return otherProvider(store.providers);
    const trouble = addressTrouble(store.vault.server, fact.addressInCluster);
    if (trouble !== undefined) return otherServer(store.vault.server, trouble, fact.addressInCluster);
    if (store.vault.path.replaceAll(/^\/+|\/+$/g, '') !== names.mount) return otherPath(store.vault.path);
    if (store.vault.version !== 'v2') return otherVersion(store.vault.version);
    if (store.controller !== '') return otherController(store.controller);
    const { token } = store.vault;
    if (token === undefined) return otherAuth(store.vault.auth);
    if (token.name !== names.tokenSecret) return otherTokenSecret(token.name);
    return fact.tokenKeys === undefined || fact.tokenKeys.includes(token.key)
      ? holds
      : otherTokenKey(token.key, fact.tokenKeys);
  },
});

/** From the most likely slip to the blank page. */
function notFound({ namespaces, cluster, others }: StoreFact): Verdict {
  if (namespaces.length > 0) return otherNamespace(namespaces);
  if (cluster) return clusterStore;
  return others.length > 0 ? otherName(others) : absent;
}
