import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { capabilities, parseAnswer } from '../../static-sync/world/vault-answers.ts';
import { names } from '../world/names.ts';

interface PolicyFact {
  readonly exists: boolean;
  /** What a token with this policy may do, by path. */
  readonly may: Readonly<Record<string, readonly string[]>>;
}

const needed: Readonly<Record<string, readonly string[]>> = {
  'pki/issue/shop': ['update'],
  [`secret/data/${names.entry}`]: ['create', 'read', 'update'],
  [`secret/metadata/${names.entry}`]: ['create', 'read', 'update'],
};
/** None of the shop's business. */
const foreign = [
  `secret/data/${names.cardKey}`,
  'secret/data/other-team/password',
  'secret/metadata/',
  'pki/roles/shop',
  'pki/sign-verbatim/shop',
  'pki/root/generate/internal',
  'sys/policies/acl/shop',
  'auth/kubernetes/role/shop',
];

const policy = [
  'vault policy write shop - <<HCL',
  'path "pki/issue/shop" { capabilities = ["update"] }',
  `path "secret/data/${names.entry}" { capabilities = ["create", "update", "read"] }`,
  `path "secret/metadata/${names.entry}" { capabilities = ["create", "update", "read"] }`,
  'HCL',
].join('\n');
const hints: Hints = [
  '`vault policy read shop` shows the policy as it is.',
  'Three paths are enough: `pki/issue/shop`, and `secret/data/` and `secret/metadata/` of `shop/db-admin`. No star is needed.',
  `\`${policy}\``,
];

export const policyIsNarrow = defineCheck<PolicyFact>({
  id: 'policy-is-narrow',
  claim: 'Policy `shop` opens what the shop needs, and nothing else',
  points: 3,
  needs: ['login-role'],
  challenge: true,
  doing: 'a token of one minute with this policy to say what it may do',
  watches: [],
  look: tryPolicy,
  judge: ({ exists, may }) => {
    if (!exists) {
      const next = 'Write the policy.';
      return differs('no-policy', {
        saw: 'there is no policy `shop`',
        wanted: 'a policy with three paths',
        next,
        hints,
      });
    }
    const closed = Object.keys(needed).filter((path) =>
      needed[path]?.some((can) => !(may[path] ?? []).includes(can)),
    );
    const [first] = closed;
    if (first !== undefined) {
      return differs('too-narrow', {
        saw: `on ${code(first)} it may ${codes(may[first] ?? [], 'nothing')}`,
        wanted: codes(needed[first] ?? []),
        next: 'Add what is missing; in a policy the paths of the engine’s API count, with `data/` and `metadata/`.',
        hints,
      });
    }
    const open = foreign.filter((path) => (may[path] ?? []).some((can) => can !== 'deny'));
    if (open.length === 0) return holds;
    return differs('too-wide', {
      saw: `it also opens ${codes(open)}`,
      wanted: 'nothing beyond what the shop needs',
      next: 'Name the paths in full; whatever isn’t named is denied.',
      hints,
    });
  },
});

const minted = z.object({ auth: z.object({ client_token: z.string() }) });
const tidyUpMs = 10_000;

async function tryPolicy({ vault, challenger }: Probes, signal: AbortSignal): Promise<PolicyFact> {
  if ((await vault.read('sys/policies/acl/shop', signal)).status === 404) return { exists: false, may: {} };
  const paths = [...Object.keys(needed), ...foreign];
  const body = { policies: ['shop'], no_default_policy: true, no_parent: true, ttl: '60s', renewable: false };
  const answer = await challenger.vaultWrite('auth/token/create', body, signal);
  const { client_token: token } = parseAnswer('a token with the policy', minted, answer).auth;
  try {
    const { data } = parseAnswer(
      'its capabilities',
      capabilities,
      await vault.capabilities(token, paths, signal),
    );
    const may = paths.map((path) => [path, z.array(z.string()).catch([]).parse(data[path])] as const);
    return { exists: true, may: Object.fromEntries(may) };
  } finally {
    await challenger.vaultWrite('auth/token/revoke', { token }, AbortSignal.timeout(tidyUpMs));
  }
}
