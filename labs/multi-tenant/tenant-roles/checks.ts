import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { rightsOf } from '#labs/shared/token-rights.ts';
import { judgeRole } from '../world/judge-role.ts';
import { names, otherTeam, teams, type Team } from '../world/names.ts';
import { lookAtRole, type RoleFact } from '../world/roles.ts';

const pollMs = 5000;

interface AccountsFact {
  readonly missing: readonly string[];
}

const accounts = defineCheck<AccountsFact>({
  id: 'team-accounts',
  claim: 'Each team has a ServiceAccount `vault-login` in its namespace',
  points: 1,
  watches: [{ apiVersion: 'v1', plural: 'serviceaccounts' }],
  look: async ({ kubernetes }, signal) => {
    const found = teams.map(async (namespace) => {
      const ref = { apiVersion: 'v1', plural: 'serviceaccounts', namespace, name: names.account };
      return (await kubernetes.get(ref, signal)) === undefined ? [namespace] : [];
    });
    return { missing: (await Promise.all(found)).flat() };
  },
  judge: ({ missing }) => {
    const [first = ''] = missing;
    if (missing.length === 0) return holds;
    return differs('absent', {
      saw: `there is no ServiceAccount \`vault-login\` in ${codes(missing)}`,
      wanted: 'one in each team’s namespace',
      next: 'Create it. It needs no rights in the cluster; it is only a name to log in by.',
      hints: [
        '`kubectl get serviceaccounts -A | grep vault-login`',
        'A SecretStore looks for its ServiceAccount in its own namespace.',
        `\`kubectl create serviceaccount vault-login -n ${first}\``,
      ],
    });
  },
});

interface RolesFact {
  readonly roles: Readonly<Partial<Record<Team, RoleFact>>>;
}

async function lookAtRoles(...[probes, signal]: Parameters<Check['look']>): Promise<RolesFact> {
  const found = await Promise.all(
    teams.map(async (team) => [team, await lookAtRole(team, probes, signal)] as const),
  );
  return { roles: Object.fromEntries(found.filter(([, role]) => role !== undefined)) };
}

const bound = defineCheck<RolesFact>({
  id: 'team-roles',
  claim: 'Each team has a role that lets in its own `vault-login` and nobody else',
  points: 2,
  watches: [],
  pollMs,
  look: lookAtRoles,
  judge: ({ roles }) => {
    for (const team of teams) {
      const found = judgeRole(roles[team], { role: team, account: names.account, namespace: team });
      if (found !== undefined) return found;
    }
    return holds;
  },
});

const narrow = defineCheck<RolesFact>({
  id: 'team-policies',
  claim: 'Each team’s policy names its own folder only, to read',
  points: 2,
  needs: ['team-roles'],
  watches: [],
  pollMs,
  look: lookAtRoles,
  judge: ({ roles }) => {
    for (const team of teams) {
      const found = widePolicy(team, roles[team]);
      if (found !== undefined) return found;
    }
    return holds;
  },
});

function policyCommand(team: Team): string {
  return `\`echo 'path "secret/data/${team}/*" { capabilities = ["read"] }' | vault policy write ${team} -\``;
}

function widePolicy(team: Team, role: RoleFact | undefined): Verdict | undefined {
  const own = new RegExp(`^secret/(data|metadata)/${team}/`);
  const [policy = team] = role?.policies ?? [];
  const wide = role?.rules.find(
    ({ path, capabilities }) =>
      !own.test(path) || capabilities.some((word) => word !== 'read' && word !== 'list'),
  );
  if (wide !== undefined) {
    const forgotten = wide.path === `secret/${team}/*` || wide.path.startsWith(`secret/${team}/`);
    return differs(forgotten ? 'without-data' : 'wide', {
      saw: `the policy of ${code(team)} allows ${codes(wide.capabilities, 'nothing')} on ${code(wide.path)}`,
      wanted: `\`read\` on ${code(`secret/data/${team}/*`)}`,
      next: forgotten
        ? 'A KV engine of version 2 has `data/` after the mount.'
        : 'Name the team’s own folder, to read, and nothing else.',
      hints: [
        `\`vault policy read ${policy}\``,
        'A policy names paths of the HTTP API. `*` at the end is any rest, `+` one segment: both open more than one team when they stand before its name.',
        policyCommand(team),
      ],
    });
  }
  if (role?.rules.some(({ path }) => path === `secret/data/${team}/*`)) return undefined;
  return differs('no-folder', {
    saw: `the policy of ${code(team)} doesn’t cover its whole folder`,
    wanted: `\`read\` on ${code(`secret/data/${team}/*`)}`,
    next: 'The team shall be able to add entries without asking for a new policy.',
    hints: [`\`vault policy read ${policy}\``, 'The path ends in `/*`.', policyCommand(team)],
  });
}

interface RightsFact {
  readonly rights: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const apart = defineCheck<RightsFact>({
  id: 'apart-in-vault',
  claim:
    'Vault lets each team read its own entry, not write it, and denies it the other’s and the shared one',
  points: 3,
  needs: ['team-policies'],
  challenge: true,
  doing: 'Vault to say what a login of each team may do',
  deadlineMs: 30_000,
  watches: [],
  look: async (probes, signal) => {
    const rights: Record<string, Readonly<Record<string, readonly string[]>>> = {};
    for (const team of teams) {
      const role = await lookAtRole(team, probes, signal);
      const paths = [...teams.map((each) => `secret/data/${each}/app`), `secret/data/${names.sharedEntry}`];
      rights[team] = await rightsOf(role?.policies ?? [], paths, probes, signal);
    }
    return { rights };
  },
  judge: ({ rights }) => {
    for (const team of teams) {
      const of = rights[team] ?? {};
      const own = of[`secret/data/${team}/app`] ?? [];
      if (own.join() !== 'read')
        return otherRights(team, { path: `secret/data/${team}/app`, may: own, wanted: '`read`' });
      for (const path of [`secret/data/${otherTeam(team)}/app`, `secret/data/${names.sharedEntry}`]) {
        const may = of[path] ?? [];
        if (may.join() !== 'deny') return otherRights(team, { path, may, wanted: 'nothing' });
      }
    }
    return holds;
  },
});

function otherRights(
  team: Team,
  { path, may, wanted }: { path: string; may: readonly string[]; wanted: string },
): Verdict {
  return differs('other-rights', {
    saw: `a login of ${code(team)} may ${codes(may)} ${code(path)}`,
    wanted: `it may ${wanted} there`,
    next: 'Ask Vault itself: `vault token capabilities`.',
    hints: [
      `\`vault token capabilities "$(vault token create -policy=${team} -ttl=1m -field=token)" ${path}\``,
      'Several policies add up. `deny` wins over everything.',
      policyCommand(team),
    ],
  });
}

export const checks: readonly Check[] = [accounts, bound, narrow, apart];
