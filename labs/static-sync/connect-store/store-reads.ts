import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { esoApi, names } from '../world/names.ts';
import { fetchByProbe } from '../world/probe-external-secret.ts';
import { lookAtEntry, sameDigests } from '../world/vault-entry.ts';

interface ReadFact {
  readonly arrivedMs?: number;
  /** What arrived is what Vault has. */
  readonly same: boolean;
  /** What ESO said about the test in the end. */
  readonly reason: string;
}

export const storeReads = defineCheck<ReadFact>({
  id: 'store-reads',
  claim: 'Whoever uses this store gets the entry from Vault',
  points: 2,
  needs: ['store-valid', 'eso-webhook', 'entry-keys'],
  challenge: true,
  doing: 'a test ExternalSecret to fetch the entry through your store; it is removed afterwards',
  deadlineMs: 40_000,
  watches: [{ apiVersion: esoApi, plural: 'secretstores', namespace: names.namespace }],
  look: tryStore,
  judge: ({ arrivedMs, same, reason }) => {
    if (arrivedMs === undefined) {
      return differs('not-read', {
        saw: `a test ExternalSecret got nothing through this store within 20 seconds${reason === '' ? '' : `: ${code(reason)}`}`,
        wanted: 'the entry `myapp/config`',
        next: '“Valid” only says that the login works. Look at what the token may read.',
        hints: [
          'The store can log in, and yet can’t read. What may its token do?',
          'The path to ask about has `data/` in it: `secret/data/myapp/config`.',
          '`vault token capabilities "$(kubectl get secret vault-token -n lab1 -o jsonpath=\'{.data.token}\' | base64 -d)" secret/data/myapp/config`',
        ],
      });
    }
    if (same) return holds;
    return differs('other-content', {
      saw: 'what came through this store isn’t what Vault has at `secret/myapp/config`',
      wanted: 'the entry as it is in Vault',
      next: 'Does the store point at another Vault, or another namespace of it?',
      hints: [
        '`kubectl get secretstore vault-dev -n lab1 -o yaml` shows where it points.',
        'Look at `server`, `path` and `namespace` below `spec.provider.vault`.',
        'Take the manifest of this exercise: `kubectl apply -n lab1 -f vault-dev.yaml`',
      ],
    });
  },
});

async function tryStore(probes: Probes, signal: AbortSignal): Promise<ReadFact> {
  const { digests, ...result } = await fetchByProbe(probes, signal);
  const entry = await lookAtEntry(probes, signal);
  return { ...result, same: entry.state === 'present' && sameDigests(entry.digests, digests) };
}
