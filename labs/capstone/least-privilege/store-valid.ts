import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { findCondition } from '#checkers/objects/conditions.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { secretStore, vaultProvider } from '#checkers/objects/secret-store.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { esoApi, names } from '../world/names.ts';

interface StoreFact {
  readonly store?: {
    readonly generation: number;
    readonly auth: readonly string[];
    readonly role: string;
    readonly account: string;
    readonly reason: string;
  };
}

const kubernetesAuth = z.object({
  kubernetes: z.object({
    role: z.string().default(''),
    serviceAccountRef: z.object({ name: z.string() }).default({ name: '' }),
  }),
});
const ref = { apiVersion: esoApi, plural: 'secretstores', namespace: names.namespace, name: names.store };

const wanted = 'a login by `auth.kubernetes`, role `shop`, service account `shop`';
const hints: Hints = [
  '`kubectl get secretstores -n shop` and `kubectl describe secretstore vault -n shop` show what ESO thinks of it.',
  'Look at `spec.provider.vault.auth.kubernetes`: `role` is the one in Vault, `serviceAccountRef.name` the account in the namespace of the store.',
  '`kubectl edit secretstore vault -n shop`, and `kubectl create serviceaccount shop -n shop` if it isn’t there',
];

export const storeValid = defineCheck<StoreFact>({
  id: 'store-valid',
  claim: 'SecretStore `vault` in `shop` logs in as the shop, and is Valid',
  points: 2,
  needs: ['login-role'],
  watches: [{ apiVersion: esoApi, plural: 'secretstores', namespace: names.namespace }],
  look: async ({ kubernetes }, signal) => {
    const object = await kubernetes.get(ref, signal);
    if (object === undefined) return {};
    const { metadata, spec, status } = parseObject(secretStore, object);
    const auth = vaultProvider.safeParse(spec.provider['vault']).data?.auth ?? {};
    const login = kubernetesAuth.safeParse(auth).data?.kubernetes;
    return {
      store: {
        generation: metadata.generation,
        auth: Object.keys(auth),
        role: login?.role ?? '',
        account: login?.serviceAccountRef.name ?? '',
        reason: findCondition(status.conditions, 'Ready')?.reason ?? '',
      },
    };
  },
  judge: ({ store }) => {
    if (store === undefined) {
      const next = 'Apply a SecretStore.';
      return differs('absent', { saw: 'there is no SecretStore `vault` in `shop`', wanted, next, hints });
    }
    if (store.auth.join() !== 'kubernetes' || store.role !== names.role || store.account !== names.account) {
      return differs('other-login', {
        saw: store.auth.includes('kubernetes')
          ? `it logs in with role ${code(store.role)} as ${code(store.account)}`
          : `it logs in by ${codes(store.auth, 'nothing')}`,
        wanted,
        next: 'Let the store log in as the shop.',
        hints,
      });
    }
    if (store.reason === 'Valid') return holds;
    return settling('not-valid', {
      waitingFor: 'ESO to log in with this store',
      untilMs: 60_000,
      episode: String(store.generation),
      overdue: {
        saw: `the store is not Valid: ${code(store.reason === '' ? 'no status' : store.reason)}`,
        wanted: 'reason `Valid`',
        next: 'Does the service account exist, and does the role in Vault name it?',
        hints,
      },
    });
  },
});
