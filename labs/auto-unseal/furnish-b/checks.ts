import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { lookAtFurniture, type FurnitureFact } from '../world/furniture.ts';
import { auditWrites } from './audit-writes.ts';

/** Each look logs in to B, and out again. */
const pollMs = 10_000;
const asB = '`export VAULT_ADDR=$B_ADDR VAULT_TOKEN="$(jq -r .root_token ~/vault-b-init.json)"`';
const policy = 'path "*" { capabilities = ["create","read","update","patch","delete","list","sudo"] }';

const adminLogsIn = defineCheck<FurnitureFact>({
  id: 'admin-logs-in',
  claim: '`admin` logs in to B by name, with the password of this attempt, and isn’t root',
  points: 2,
  needs: ['b-unsealed'],
  watches: [],
  pollMs,
  look: lookAtFurniture,
  judge: (fact) => {
    if (fact.state === 'shut') {
      return differs('refused', {
        saw: 'B doesn’t let `admin` in with the password of this attempt',
        wanted: 'a user `admin` of the method `userpass/`',
        next: 'Enable `userpass` on B, write a policy `admin`, and make the user with the given password.',
        hints: [
          'Speak to B, not to A: `vault auth list` with `VAULT_ADDR=$B_ADDR`.',
          'User and password lie at `auth/userpass/users/admin`; the policies go into `token_policies`.',
          `${asB}, \`vault auth enable userpass\`, \`vault write auth/userpass/users/admin password=<the given one> token_policies=admin token_ttl=1h\``,
        ],
      });
    }
    if (fact.engines !== undefined && fact.audit !== undefined && fact.rootTokens !== undefined) return holds;
    return differs('cannot-rule', {
      saw: `\`admin\` logs in with the policies ${codes(fact.policies, 'none')}, and may not look after engines, audit devices or tokens`,
      wanted: 'an admin who can do all that root can',
      next: 'Write the policy `admin`; what a policy doesn’t name is denied.',
      hints: [
        '`vault policy read admin`, with `VAULT_ADDR=$B_ADDR`, shows what it allows.',
        'Some paths want `sudo` beside the capability, `sys/audit` among them.',
        `\`printf '${policy}' | vault policy write admin -\``,
      ],
    });
  },
});

const wantedEngines: Readonly<Record<string, string>> = {
  'database/': 'database',
  'pki/': 'pki',
  'secret/': 'kv-v2',
};

const engines = defineCheck<FurnitureFact>({
  id: 'engines',
  claim: 'B has `secret/` (KV version 2), `database/` and `pki/`',
  points: 2,
  needs: ['admin-logs-in'],
  watches: [],
  pollMs,
  look: lookAtFurniture,
  judge: (fact) => {
    const there = fact.state === 'inside' ? (fact.engines ?? {}) : {};
    const wrong = Object.entries(wantedEngines).find(([path, kind]) => there[path] !== kind);
    if (wrong === undefined) return holds;
    const [path, kind] = wrong;
    const found = there[path];
    return differs(found === undefined ? 'missing' : 'other-kind', {
      saw: found === undefined ? `B has no engine at ${code(path)}` : `at ${code(path)} B has ${code(found)}`,
      wanted: `${code(path)} of the kind ${code(kind)}`,
      next:
        found === undefined
          ? 'Enable it on B. Only a development server brings `secret/` along.'
          : 'Disable it and enable the right kind; `kv` alone is version 1.',
      hints: [
        '`vault secrets list`, with `VAULT_ADDR=$B_ADDR`, shows the engines of B.',
        'The path is the kind’s own name unless you give `-path`.',
        `${found === undefined ? '' : `\`vault secrets disable ${path}\` and `}\`vault secrets enable -path=${path.slice(0, -1)} ${kind}\``,
      ],
    });
  },
});

const rootGone = defineCheck<FurnitureFact>({
  id: 'root-gone',
  claim: 'B has no root token any more',
  points: 2,
  needs: ['admin-logs-in'],
  watches: [],
  pollMs,
  look: lookAtFurniture,
  judge: (fact) => {
    const left = fact.state === 'inside' ? (fact.rootTokens ?? 0) : 0;
    if (left === 0) return holds;
    return differs('root-left', {
      saw: `B still knows ${left === 1 ? 'a root token' : `${String(left)} root tokens`}`,
      wanted: 'none: whoever works here has a name',
      next: 'Revoke it. A new one can be made with the recovery keys on the day that it is needed.',
      hints: [
        '`vault token lookup`, with `VAULT_ADDR=$B_ADDR`, shows `policies [root]` as long as you use it.',
        'The token of `operator init` never expires. It belongs to nobody, and the audit log can’t say who used it.',
        `${asB} and \`vault token revoke -self\``,
      ],
    });
  },
});

export const checks: readonly Check[] = [adminLogsIn, engines, auditWrites, rootGone];
