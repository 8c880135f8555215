import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { LoginFact } from '../../shared/kubernetes-login.ts';
import { application, closedPaths, entryPath } from '../world/names.ts';
import { tryRole } from '../world/try-application.ts';

export const readsJustThat = defineCheck<LoginFact>({
  id: 'reads-just-that',
  claim: 'Logged in as `myapp`, one may read the entry, and nothing else',
  points: 3,
  needs: ['account-exists', 'policy-reads', 'role-token', 'auth-config', 'reviewer-may'],
  challenge: true,
  doing: 'a login as service account `myapp`, to ask Vault what it may do',
  deadlineMs: 30_000,
  watches: [],
  look: (probes, signal) => tryRole(application, {}, probes, signal),
  judge: (fact) => {
    if (fact.state === 'refused') return refused(fact.status, fact.said);
    const onEntry = fact.may[entryPath] ?? [];
    if (!onEntry.includes('read')) return cannotRead(onEntry);
    const surplus = onEntry.filter((right) => right !== 'read');
    if (surplus.length > 0) return mayMore(entryPath, surplus);
    const open = closedPaths.find((path) => !isDenied(fact.may[path] ?? []));
    return open === undefined ? holds : mayMore(open, fact.may[open] ?? []);
  },
});

function isDenied(rights: readonly string[]): boolean {
  return rights.every((right) => right === 'deny');
}

function refused(status: number, said: string): Verdict {
  return differs('refused', {
    saw: `Vault refused the login of \`myapp\`: ${String(status)}${said === '' ? '' : ` ${code(said)}`}`,
    wanted: 'a login with role `myapp`',
    next: 'Try it as the pod would: `vault write auth/kubernetes/login role=myapp jwt="$(kubectl create token myapp -n lab3)"`',
    hints: [
      'Compare three things: the token’s `sub`, the two lists of the role, and the reviewer’s right to ask.',
      '`not authorized` comes from the role: `vault read auth/kubernetes/role/myapp`. `permission denied` alone comes from asking the cluster: `vault read auth/kubernetes/config`.',
      '`vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=myapp-read token_ttl=10m`',
    ],
  });
}

function cannotRead(rights: readonly string[]): Verdict {
  return differs('cannot-read', {
    saw: `at ${code(entryPath)} the token has ${codes(rights, 'nothing')}`,
    wanted: '`read`',
    next: 'The policy speaks of the path, but doesn’t let it be read.',
    hints: [
      '`vault policy read myapp-read` shows the capabilities of each path.',
      '`capabilities` has to hold `read`; `list` shows names only, and `deny` wins over everything.',
      `\`printf 'path "${entryPath}" { capabilities = ["read"] }' | vault policy write myapp-read -\``,
    ],
  });
}

function mayMore(path: string, rights: readonly string[]): Verdict {
  return differs('may-more', {
    saw: `at ${code(path)} the token has ${codes(rights)}`,
    wanted: path === entryPath ? '`read` and nothing else' : 'nothing: `deny`',
    next: 'Narrow the policy: one path, one capability.',
    hints: [
      `\`vault policy read myapp-read\` shows what lets it do that at ${code(path)}.`,
      'A `*` at the end of a path covers everything that begins like it, also what somebody adds next year.',
      `\`printf 'path "${entryPath}" { capabilities = ["read"] }' | vault policy write myapp-read -\``,
    ],
  });
}
