import { differs, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { RoleFact } from './roles.ts';

export interface WantedRole {
  readonly role: string;
  readonly account: string;
  readonly namespace: string;
}

const longestTtlSeconds = 3600;

function write({ role, account, namespace }: WantedRole): string {
  return `\`vault write auth/kubernetes/role/${role} bound_service_account_names=${account} bound_service_account_namespaces=${namespace} token_policies=${role} token_ttl=10m\``;
}

/** Whether a role lets in exactly one account, for an hour at most, with policies that exist; `undefined`: it does. */
export function judgeRole(found: RoleFact | undefined, wanted: WantedRole): Verdict | undefined {
  const { role, account, namespace } = wanted;
  const show = `\`vault read auth/kubernetes/role/${role}\``;
  if (found === undefined) {
    return differs('no-role', {
      saw: `there is no role ${code(role)} at \`auth/kubernetes\``,
      wanted: `a role that lets in ${code(account)} of ${code(namespace)}`,
      next: 'Write the role.',
      hints: [
        '`vault list auth/kubernetes/role` lists the roles.',
        'A role says which ServiceAccount of which namespace gets which policies.',
        write(wanted),
      ],
    });
  }
  if (found.accounts.join() !== account || found.namespaces.join() !== namespace) {
    return differs('bound-wider', {
      saw: `the role ${code(role)} lets in ${codes(found.accounts)} of ${codes(found.namespaces)}`,
      wanted: `only ${code(account)} of ${code(namespace)}`,
      next: 'Bind the role to one account of one namespace.',
      hints: [
        show,
        'The fields are `bound_service_account_names` and `bound_service_account_namespaces`. An account of the same name in another namespace is somebody else.',
        write(wanted),
      ],
    });
  }
  if (found.policies.length === 0 || found.policies.includes('root') || found.missing.length > 0) {
    const saw =
      found.missing.length > 0
        ? `names ${codes(found.missing)}, which Vault doesn’t have`
        : `gives ${codes(found.policies, 'no policy')}`;
    return differs('policies', {
      saw: `the role ${code(role)} ${saw}`,
      wanted: 'a policy of its own that exists',
      next: 'Write the policy, and name it in the role.',
      hints: [
        '`vault policy list`',
        'The field is `token_policies`. Vault takes the name of a policy that doesn’t exist, and then allows nothing.',
        write(wanted),
      ],
    });
  }
  if (found.ttlSeconds > 0 && found.ttlSeconds <= longestTtlSeconds) return undefined;
  return differs('ttl', {
    saw: `a login by the role ${code(role)} lives ${found.ttlSeconds === 0 ? 'as long as Vault’s default, 32 days' : `${String(Math.round(found.ttlSeconds / 60))} minutes`}`,
    wanted: 'an hour at most',
    next: 'Set `token_ttl`.',
    hints: [show, 'The field is `token_ttl`.', write(wanted)],
  });
}
