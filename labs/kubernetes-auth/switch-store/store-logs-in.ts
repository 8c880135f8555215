import { defineCheck } from '#checkers/define-check.ts';
import { holds, type Verdict } from '#checkers/outcome.ts';
import { application, names, place } from '../world/names.ts';
import { lookAtStores, storeWatches, type StoreFact } from '../world/store.ts';
import * as texts from './store-texts.ts';

type Own = NonNullable<StoreFact['store']>;

export const storeLogsIn = defineCheck<StoreFact>({
  id: 'store-logs-in',
  claim: 'SecretStore `vault` logs in with role `myapp`, as service account `myapp`, and in no other way',
  points: 2,
  watches: storeWatches,
  look: lookAtStores,
  judge: ({ store }) => {
    if (store === undefined) return texts.absent;
    if (!store.ownVault || store.path !== place.mount || store.version !== 'v2')
      return texts.otherVault(store);
    return judgeWays(store) ?? judgeLogin(store) ?? holds;
  },
});

function judgeWays({ auth, tokenHeaders }: Own): Verdict | undefined {
  if (tokenHeaders.length > 0) return texts.tokenHeader(tokenHeaders);
  if (!auth.includes('kubernetes')) return texts.otherAuth(auth);
  const rest = auth.filter((way) => way !== 'kubernetes');
  return rest.length > 0 ? texts.twoWays(rest) : undefined;
}

function judgeLogin({ kubernetes: login, accountExists }: Own): Verdict | undefined {
  if (login === undefined) return texts.noAccount;
  if (login.mountPath.replaceAll(/^\/+|\/+$/g, '') !== names.mount) return texts.otherMount(login.mountPath);
  if (login.role !== names.role) return texts.otherRole(login.role);
  if (login.secretRef) return texts.storedToken;
  if (login.account === '') return texts.noAccount;
  if (!accountExists) return texts.accountMissing(login.account);
  return login.account === application.name ? undefined : texts.otherAccount(login.account);
}
