import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { vaultPollMs } from '../world/auth-method.ts';
import { application } from '../world/names.ts';
import { lookAtRole, type Role, type RoleFact } from '../world/role.ts';

const show = '`vault read auth/kubernetes/role/myapp`';
const write =
  '`vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 bound_service_account_namespace_selector="" token_policies=myapp-read token_ttl=10m`';

export const roleBound = defineCheck<RoleFact>({
  id: 'role-bound',
  claim: 'Role `myapp` is bound to exactly one service account in exactly one namespace',
  points: 2,
  needs: ['auth-mounted'],
  watches: [],
  pollMs: vaultPollMs,
  look: lookAtRole,
  judge: ({ role, others, open }) => {
    if (role === undefined) return absent(others);
    return judgeWildcards(role) ?? judgeNames(role) ?? (open.length > 0 ? openRole(open) : holds);
  },
});

function absent(others: readonly string[]): Verdict {
  return differs('absent', {
    saw: `there is no role \`myapp\`${others.length > 0 ? `; there is ${codes(others)}` : ''}`,
    wanted: 'a role `myapp` in the method `kubernetes/`',
    next: 'Write it: who may log in, and what they get.',
    hints: [
      '`vault list auth/kubernetes/role` shows the roles there are.',
      'A role binds service account and namespace to policies. Whoever logs in names the role.',
      write,
    ],
  });
}

function judgeWildcards({ accounts, namespaces, selector }: Role): Verdict | undefined {
  const wild = [
    ...(accounts.some((name) => name.includes('*')) ? ['bound_service_account_names'] : []),
    ...(namespaces.some((name) => name.includes('*')) ? ['bound_service_account_namespaces'] : []),
  ];
  if (wild.length > 0) {
    return differs('wildcard', {
      saw: `${codes(wild)} holds \`*\`: ${wild.length === 2 ? 'every pod of the cluster' : 'more than one application'} may log in with this role`,
      wanted: 'one name in each',
      next: 'Name the service account and its namespace.',
      hints: [
        `${show} shows both lists.`,
        'With `*` for the names, whoever may start a pod in the namespace gets in; with `*` for the namespaces, whoever may make a service account of that name anywhere.',
        write,
      ],
    });
  }
  if (selector === '') return undefined;
  return differs('selector', {
    saw: `\`bound_service_account_namespace_selector\` is ${code(selector)}: whoever may label a namespace may let it in`,
    wanted: 'the namespace by its name',
    next: 'Empty the selector and name the namespace.',
    hints: [
      `${show} shows the selector.`,
      'Selectors are for many namespaces at once. Here there is one.',
      write,
    ],
  });
}

function judgeNames({ accounts, namespaces }: Role): Verdict | undefined {
  const pairs = [
    { field: 'bound_service_account_names', given: accounts, wanted: application.name },
    { field: 'bound_service_account_namespaces', given: namespaces, wanted: application.namespace },
  ];
  const wrong = pairs.find(({ given, wanted }) => given.length !== 1 || given[0] !== wanted);
  if (wrong === undefined) return undefined;
  const { field, given, wanted } = wrong;
  return differs(given.includes(wanted) ? 'too-many' : 'other-name', {
    saw: `\`${field}\` is ${codes(given, 'empty')}`,
    wanted: `exactly ${code(wanted)}`,
    next: given.includes(wanted)
      ? 'Remove the others: each application gets a role of its own.'
      : 'Correct the name.',
    hints: [
      `${show} shows whom the role lets in.`,
      `The token says who it is: \`kubectl create token myapp -n lab3 | cut -d. -f2 | base64 -d 2>/dev/null\` has \`sub: system:serviceaccount:lab3:myapp\`. Namespace and name have to be in \`${field === 'bound_service_account_names' ? 'bound_service_account_namespaces' : 'bound_service_account_names'}\` and \`${field}\`.`,
      write,
    ],
  });
}

function openRole(roles: readonly string[]): Verdict {
  return differs('open-role', {
    saw: `beside \`myapp\` there is ${codes(roles)}, which lets in every service account of the cluster`,
    wanted: 'no role that is open to all',
    next: 'Delete it: whoever logs in chooses the role.',
    hints: [
      '`vault list auth/kubernetes/role` shows all roles, `vault read auth/kubernetes/role/<name>` whom each lets in.',
      'A careful role is worth nothing beside an open one: it is the client that names the role.',
      `\`vault delete auth/kubernetes/role/${roles[0] ?? ''}\``,
    ],
  });
}
