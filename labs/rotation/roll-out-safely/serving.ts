import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { isShopImage, names } from '../world/names.ts';
import { listBackends } from '../world/service.ts';
import { collectSessions, listPods, selected } from '../world/serving-pods.ts';
import { lookAtShop } from '../world/shop-deployment.ts';

interface ServingFact {
  readonly generation: number;
  /** Every pod is of the newest template, there are as many as there have to be, and the Service knows of no gone one. */
  readonly rolledOut: boolean;
  /** Pods that count as ready and weren't asked to end, with the beginnings of the users by whom they are connected. */
  readonly pods: readonly { readonly name: string; readonly users: readonly string[] }[];
  /** Backends of the Service that are no pods of the Deployment with its image. */
  readonly strangers: readonly string[];
  readonly backends: number;
}

async function lookAtServing(probes: Probes, signal: AbortSignal): Promise<ServingFact> {
  const { shop } = await lookAtShop(probes, signal);
  // One picture of all: a pod that goes between two of them would look like somebody else's.
  const [everybody, backends] = await Promise.all([listPods(probes, signal), listBackends(probes, signal)]);
  const ours = selected(everybody, shop?.selector ?? {}).filter(
    ({ replicated, image }) => replicated && isShopImage(image),
  );
  const standing = ours.filter(({ ready, ending }) => ready && !ending);
  const addresses = standing.map(({ address }) => address);
  const sessions = await collectSessions(addresses, probes, signal);
  const usersOf = (address: string) =>
    sessions.filter((session) => session.address === address).map(({ user }) => beginning(user));
  const isThere = (backend: string) => everybody.some(({ name }) => name === backend);
  return {
    generation: shop?.generation ?? 0,
    rolledOut: (shop?.rolledOut ?? false) && backends.every((name) => name === '' || isThere(name)),
    pods: standing.map(({ name, address }) => ({ name, users: [...new Set(usersOf(address))].sort() })),
    // The Service lists a pod a little longer than the pod lives: a gone one is late, not strange.
    strangers: backends.filter(
      (backend) => !ours.some(({ name }) => name === backend) && (backend === '' || isThere(backend)),
    ),
    backends: backends.length,
  };
}

/** `v-kubernet-` and so on, or `other`. */
function beginning(user: string): string {
  return /^v-[a-z0-9]+-/i.exec(user)?.[0] ?? 'other';
}

type Wait = Parameters<typeof settling>[1];

const hints: Hints = [
  '`kubectl get pods -n shop` shows how many pods are ready, `kubectl logs -n shop deploy/customer --tail=3` what a customer sees.',
  '`kubectl get endpointslices -n shop` shows who stands behind the Service; `kubectl exec -n database deploy/postgres -- psql -U postgres -d shop -c "SELECT usename, client_addr FROM pg_stat_activity WHERE client_addr IS NOT NULL"` who is connected.',
  'Pods read their login when they start: `kubectl rollout restart deployment/shop -n shop` has new ones read what the Secret holds now',
];

export const serving = defineCheck<ServingFact>({
  id: 'serving',
  claim:
    'Behind the Service stand two pods or more, each connected to the database by a login that Vault made',
  points: 2,
  needs: ['orderly-end'],
  watches: [
    { apiVersion: 'v1', plural: 'pods', namespace: names.namespace },
    { apiVersion: 'v1', plural: 'services', namespace: names.namespace },
    { apiVersion: 'apps/v1', plural: 'deployments' },
  ],
  pollMs: 5000,
  deadlineMs: 20_000,
  look: lookAtServing,
  judge: ({ generation, rolledOut, pods, strangers, backends }) => {
    if (strangers.length > 0) {
      return differs('other-backend', {
        saw: `behind the Service stands ${codes(strangers.map((name) => (name === '' ? 'an address that is no pod' : name)))}`,
        wanted: 'pods of the Deployment `shop`, and nobody else',
        next: 'Have the Service select the shop alone: `app: shop`.',
        hints,
      });
    }
    const wait = (waitingFor: string) => waitFor(waitingFor, generation);
    if (!rolledOut || pods.length < 2)
      return settling('not-ready', wait(`the rollout to end; so far ${String(pods.length)} pods are ready`));
    if (backends < 2)
      return settling(
        'no-backends',
        wait(`the Service to know two pods; so far it knows ${String(backends)}`),
      );
    const foreign = pods.find(({ users }) => users.some((user) => user !== 'v-kubernet-'));
    if (foreign !== undefined) {
      return differs('other-login', {
        saw: `${code(foreign.name)} is connected by a user whose name begins with ${codes(foreign.users)}`,
        wanted: '`v-kubernet-…`: the login in the Secret',
        next: 'Have the pods take user and password from the Secret `shop-db`.',
        hints,
      });
    }
    return pods.every(({ users }) => users.length > 0)
      ? holds
      : settling('not-connected', wait('every pod to be connected to the database'));
  },
});

function waitFor(waitingFor: string, generation: number): Wait {
  const overdue = {
    saw: `after a minute and a half it still waits for ${waitingFor}`,
    wanted: 'two pods that serve from the database',
    next: 'Look why the pods aren’t ready: their login may be dead.',
    hints,
  };
  return { waitingFor, untilMs: 90_000, episode: String(generation), overdue };
}
