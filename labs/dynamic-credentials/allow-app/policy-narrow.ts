import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { capabilities, parseAnswer } from '#labs/static-sync/world/vault-answers.ts';
import { names } from '../world/names.ts';

interface PolicyFact {
  readonly reads: boolean;
  /** Paths that this login has no business on, and may use all the same. */
  readonly tooMuch: readonly string[];
}

const wanted = `${names.mount}/creds/${names.role}`;
const forbidden = [
  `${names.mount}/creds/another`,
  `${names.mount}/config/${names.connection}`,
  `${names.mount}/roles/${names.role}`,
  `${names.mount}/rotate-root/${names.connection}`,
  'secret/data/another/app',
  'sys/policies/acl/another',
];
const tidyUpMs = 10_000;

const hints: Hints = [
  '`vault policy read shop-app` shows what the policy allows; `vault token capabilities <token> <path>` answers for one path.',
  'One path is enough, `database/creds/app`, and one capability: `read`. Asking for a login is a read.',
  '`echo \'path "database/creds/app" { capabilities = ["read"] }\' | vault policy write shop-app -`',
];

export const policyNarrow = defineCheck<PolicyFact>({
  id: 'policy-narrow',
  claim: 'Whoever logs in so may fetch a login of `app`, and nothing else',
  points: 2,
  needs: ['login-role'],
  challenge: true,
  doing: 'Vault to say what a token with these policies may do',
  deadlineMs: 20_000,
  watches: [],
  look: tryPolicies,
  judge: ({ reads, tooMuch }) => {
    if (!reads) {
      return differs('cannot-fetch', {
        saw: 'the policy doesn’t allow `read` on `database/creds/app`',
        wanted: 'that one right',
        next: 'Is the policy written, under the name that the role gives out? A name without a policy allows nothing.',
        hints,
      });
    }
    if (tooMuch.length === 0) return holds;
    return differs('too-much', {
      saw: `the policy also allows ${codes(tooMuch)}`,
      wanted: '`database/creds/app` alone',
      next: 'Name the one path, without `*`.',
      hints,
    });
  },
});

const roleAnswer = z.object({
  data: z.object({ token_policies: z.array(z.string()).nullable().default([]) }),
});
const created = z.object({ auth: z.object({ client_token: z.string() }) });

/** Has a token made with the policies of the role, asks what it may do, and revokes it. */
async function tryPolicies(probes: Probes, signal: AbortSignal): Promise<PolicyFact> {
  const { vault, challenger } = probes;
  const role = parseAnswer(
    'the role of the login',
    roleAnswer,
    await vault.read(`auth/kubernetes/role/${names.authRole}`, signal),
  );
  const body = { policies: role.data.token_policies ?? [], ttl: '60s', display_name: 'kindlab-trial' };
  const { client_token: token } = parseAnswer(
    'a token',
    created,
    await challenger.vaultWrite('auth/token/create-orphan', body, signal),
  ).auth;
  try {
    const answer = await vault.capabilities(token, [wanted, ...forbidden], signal);
    const { data } = parseAnswer('its rights', capabilities, answer);
    const rightsOn = (path: string): readonly unknown[] => z.array(z.unknown()).parse(data[path] ?? []);
    return {
      reads: rightsOn(wanted).includes('read'),
      tooMuch: forbidden.filter((path) => rightsOn(path).some((right) => right !== 'deny')),
    };
  } finally {
    await challenger.vaultWrite('auth/token/revoke', { token }, AbortSignal.timeout(tidyUpMs));
  }
}
