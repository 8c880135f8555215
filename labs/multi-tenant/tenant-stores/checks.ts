import { defineCheck, type Check } from '#checkers/define-check.ts';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { attemptsMs, tryToRead, type AttemptResult } from '#labs/shared/probe-external-secrets.ts';
import { judgeAttempts, type Claim } from '../world/judge-attempts.ts';
import { judgeDelivery } from '../world/judge-delivery.ts';
import { esoApi, names, otherTeam, teams, type Team } from '../world/names.ts';
import { judgeStore } from '../world/judge-store.ts';
import { lookAtDelivery, lookAtStore, type DeliveryFact, type StoreFact } from '../world/sync.ts';

const store = { kind: 'SecretStore', name: names.store } as const;
const watches = [
  { apiVersion: esoApi, plural: 'secretstores' },
  { apiVersion: esoApi, plural: 'externalsecrets' },
  { apiVersion: 'v1', plural: 'secrets' },
];

interface StoresFact {
  readonly stores: Readonly<Partial<Record<Team, StoreFact>>>;
  readonly address: string;
}

const ownLogin = defineCheck<StoresFact>({
  id: 'team-stores',
  claim: 'Each team has a SecretStore `vault` that logs in by its own role and account',
  points: 2,
  needs: ['team-accounts', 'team-roles'],
  watches,
  look: async (probes, signal) => {
    const found = await Promise.all(
      teams.map(
        async (team) =>
          [team, await lookAtStore({ name: names.store, namespace: team }, probes, signal)] as const,
      ),
    );
    const stores = Object.fromEntries(found.filter(([, each]) => each !== undefined));
    return { stores, address: probes.attempt.vaultAddressInCluster };
  },
  judge: ({ stores, address }) => {
    for (const team of teams) {
      const place = { kind: 'SecretStore', name: names.store, namespace: team } as const;
      const found = judgeStore(stores[team], {
        ...place,
        role: team,
        account: names.account,
        accountNamespace: '',
        address,
      });
      if (found !== undefined) return found;
    }
    return holds;
  },
});

interface DeliveriesFact {
  readonly deliveries: Readonly<Partial<Record<Team, DeliveryFact>>>;
}

const synced = defineCheck<DeliveriesFact>({
  id: 'team-secrets',
  claim: 'Each team’s ExternalSecret `app` brings its own entry into `app-credentials`',
  points: 2,
  needs: ['team-stores', 'team-policies'],
  watches,
  pollMs: 5000,
  look: async (probes, signal) => {
    const found = teams.map(async (team) => {
      const wanted = {
        namespace: team,
        name: names.externalSecret,
        secret: names.secret,
        entry: `${team}/app`,
      };
      return [team, await lookAtDelivery(wanted, probes, signal)] as const;
    });
    return { deliveries: Object.fromEntries(await Promise.all(found)) };
  },
  judge: ({ deliveries }) => {
    for (const team of teams) {
      const wanted = {
        namespace: team,
        name: names.externalSecret,
        store,
        entry: `${team}/app`,
        secret: names.secret,
      };
      const found = judgeDelivery(deliveries[team] ?? { testing: false }, wanted);
      if (found.kind !== 'holds') return found;
    }
    return holds;
  },
});

/** Each team reads its own folder, and tries the other's and the shared one. */
const claims: readonly Claim[] = teams.flatMap((team) => [
  { namespace: team, store, folder: team, allowed: true },
  { namespace: team, store, folder: otherTeam(team), allowed: false },
  { namespace: team, store, folder: names.sharedFolder, allowed: false },
]);

const apart = defineCheck<{ readonly results: readonly AttemptResult[] }>({
  id: 'teams-apart',
  claim: 'Neither team gets at what is the other’s, while each gets its own',
  points: 4,
  needs: ['team-secrets'],
  challenge: true,
  doing:
    'test ExternalSecrets of both teams to read what they may and what they may not; they are removed afterwards',
  deadlineMs: attemptsMs,
  watches,
  look: async (probes, signal) => ({ results: await tryToRead(claims, probes, signal) }),
  judge: ({ results }) => judgeAttempts(claims, results) ?? holds,
});

interface OthersFact {
  /** Stores in the teams' namespaces that nobody asked for, and that don't log in as their team. */
  readonly strange: readonly string[];
}

const noOthers = defineCheck<OthersFact>({
  id: 'no-other-stores',
  claim: 'No other store in a team’s namespace opens another way to Vault',
  points: 1,
  needs: ['team-stores'],
  watches,
  look: async (probes, signal) => {
    const strange = teams.map(async (team) => {
      const listed = await probes.kubernetes.list(
        { apiVersion: esoApi, plural: 'secretstores', namespace: team },
        {},
        signal,
      );
      const found = listed.map((object) => parseObject(named, object).metadata.name);
      return found.filter((name) => name !== names.store).map((name) => `${team}/${name}`);
    });
    return { strange: (await Promise.all(strange)).flat() };
  },
  judge: ({ strange }): Verdict => {
    const [namespace = '', name = ''] = strange[0]?.split('/') ?? [];
    if (strange.length === 0) return holds;
    return differs('strange', {
      saw: `there ${strange.length === 1 ? 'is' : 'are'} also ${codes(strange)}`,
      wanted: `one store per team: ${code(names.store)}`,
      next: 'A line is worth as much as the widest way around it. Delete the store.',
      hints: [
        '`kubectl get secretstores -A`',
        'Look at `spec.provider.vault.auth` of each.',
        `\`kubectl delete secretstore ${name} -n ${namespace}\``,
      ],
    });
  },
});

export const checks: readonly Check[] = [ownLogin, noOthers, synced, apart];
