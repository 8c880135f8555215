import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { judgeNonceRounds } from '../../shared/judge-nonce-rounds.ts';
import { watchNonces, type NonceRound } from '../../shared/watch-nonces.ts';
import { vaultPollMs } from '../world/auth-method.ts';
import { names, place } from '../world/names.ts';
import { lookAtStores, storeWatches, type StoreFact, type VaultStore } from '../world/store.ts';
import { lookAtStoredTokens, type StoredTokensFact } from '../world/stored-tokens.ts';

const secretWatch = { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace };

const oldTokenRevoked = defineCheck<StoredTokensFact>({
  id: 'old-token-revoked',
  claim: 'Vault no longer knows the root token that ESO used',
  points: 2,
  watches: [secretWatch],
  pollMs: vaultPollMs,
  look: lookAtStoredTokens,
  judge: ({ oldAccepted, lying }) => {
    if (!oldAccepted) return holds;
    const copy = lying.length > 0 ? `; a copy lies in ${codes(lying)}` : '';
    return differs('still-accepted', {
      saw: `Vault still accepts it${copy}`,
      wanted: 'the token revoked, not only deleted from the cluster',
      next: 'Revoke it in Vault. Whoever has read the Secret once still has it.',
      hints: [
        '`vault list auth/token/accessors` lists the tokens there are, by accessor; `vault token lookup -accessor <accessor>` shows `display_name  token-eso`.',
        'A token can be revoked by itself or, where you no longer have it, by its accessor.',
        'With the Secret still there: `vault token revoke "$(kubectl get secret vault-token -n lab3 -o jsonpath=\'{.data.token}\' | base64 -d)"`. Without it: `for a in $(vault list -format=json auth/token/accessors | jq -r .[]); do [ "$(vault token lookup -format=json -accessor $a | jq -r .data.display_name)" = token-eso ] && vault token revoke -accessor $a; done`',
      ],
    });
  },
});

const noTokenLies = defineCheck<StoredTokensFact>({
  id: 'no-token-lies',
  claim: 'No Secret in `lab3` holds a token that Vault accepts',
  points: 2,
  watches: [secretWatch],
  pollMs: vaultPollMs,
  look: lookAtStoredTokens,
  judge: ({ lying }) => {
    if (lying.length === 0) return holds;
    return differs('token-lies', {
      saw: `a valid Vault token lies in ${codes(lying)}`,
      wanted: 'no stored token at all',
      next: 'Revoke it, then delete the Secret.',
      hints: [
        '`kubectl get secrets -n lab3` lists the Secrets.',
        'Whoever may read Secrets in this namespace, or make a pod in it, has that token.',
        `\`kubectl delete secret ${lying[0]?.split('/')[0] ?? ''} -n lab3\`, after \`vault token revoke\``,
      ],
    });
  },
});

const noTokenStores = defineCheck<StoreFact>({
  id: 'no-token-stores',
  claim: 'No store in the cluster logs in to Vault with something stored',
  points: 0,
  given: true,
  watches: storeWatches,
  look: lookAtStores,
  judge: ({ store, others }) => {
    const all = [...(store === undefined ? [] : [store]), ...others];
    const found = all.find(usesStored);
    if (found === undefined) return holds;
    const { kind, namespace, name, auth, tokenHeaders } = found;
    const how = tokenHeaders.length > 0 ? `the header ${codes(tokenHeaders)}` : codes(auth, 'nothing at all');
    const flag = namespace === '' ? '' : ` -n ${namespace}`;
    return differs('stored-login', {
      saw: `${kind} ${code(namespace === '' ? name : `${namespace}/${name}`)} logs in by ${how}`,
      wanted: '`auth.kubernetes` with a `serviceAccountRef` in every store',
      next: 'Change its login too, or delete it.',
      hints: [
        '`kubectl get secretstores,clustersecretstores -A` lists all stores.',
        'A second store with the old login is the old door under another name.',
        `\`kubectl delete ${kind.toLowerCase()} ${name}${flag}\``,
      ],
    });
  },
});

function usesStored({ auth, tokenHeaders, kubernetes }: VaultStore): boolean {
  return (
    tokenHeaders.length > 0 || auth.some((way) => way !== 'kubernetes') || kubernetes?.secretRef === true
  );
}

const syncGoesOn = defineCheck<{ readonly rounds: readonly NonceRound[] }>({
  id: 'sync-goes-on',
  claim: 'Without the old token the sync goes on: a change in Vault still arrives',
  points: 2,
  needs: ['old-token-revoked', 'no-token-lies', 'no-token-stores', 'still-synced'],
  challenge: true,
  doing: 'a value to arrive that was just changed in Vault; yours comes back afterwards',
  deadlineMs: 80_000,
  watches: storeWatches,
  look: async (probes, signal) => ({ rounds: await watchNonces(['database_url'], place, probes, signal) }),
  judge: ({ rounds }) => judgeNonceRounds(rounds, place),
});

export const checks: readonly Check[] = [oldTokenRevoked, noTokenLies, noTokenStores, syncGoesOn];
