import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds, type Hints, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { names, pollMs } from '../world/names.ts';
import { parseAnswer, mounts } from '../../static-sync/world/vault-answers.ts';

interface RootFact {
  /** What is mounted at pki/; absent: nothing is. */
  readonly mounted?: string;
  /** Absent: the engine has no root. */
  readonly root?: { readonly isAuthority: boolean; readonly days: number };
}

const certificate = z.object({ data: z.object({ certificate: z.string() }) });
const dayMs = 86_400_000;
const shortestDays = 90;

const root = defineCheck<RootFact>({
  id: 'root',
  claim: 'Vault has a root certificate at `pki/` that outlives the quarter',
  points: 2,
  watches: [],
  pollMs,
  look: async ({ vault, now }, signal) => {
    const { data } = parseAnswer('its engines', mounts, await vault.read('sys/mounts', signal));
    const mounted = data['pki/']?.type;
    if (mounted !== 'pki') return mounted === undefined ? {} : { mounted };
    const read = certificate.safeParse((await vault.read('pki/cert/ca', signal)).body);
    if (!read.success || read.data.data.certificate === '') return { mounted };
    const { ca, validTo } = new X509Certificate(read.data.data.certificate);
    return {
      mounted,
      root: { isAuthority: ca, days: Math.floor((Date.parse(validTo) - now().getTime()) / dayMs) },
    };
  },
  judge: (fact) => {
    if (fact.mounted !== 'pki') return noEngine(fact.mounted);
    if (fact.root === undefined) return noRoot;
    return fact.root.isAuthority && fact.root.days >= shortestDays ? holds : shortRoot(fact.root.days);
  },
});

function noEngine(mounted: string | undefined): Verdict {
  return differs('no-engine', {
    saw: mounted === undefined ? 'nothing is mounted at `pki/`' : `${code(mounted)} is mounted at \`pki/\``,
    wanted: 'the PKI engine at `pki/`',
    next: 'Enable the PKI engine.',
    hints: [
      '`vault secrets list` shows which engines are mounted, and where.',
      'An engine is enabled by its type; without `-path` it is mounted under that name.',
      '`vault secrets enable pki`',
    ],
  });
}

const generate = 'vault write pki/root/generate/internal common_name="Shop lab root" ttl=8760h';

const noRoot: Verdict = differs('no-root', {
  saw: 'the engine at `pki/` has no certificate of its own',
  wanted: 'a root certificate, whose key never leaves Vault',
  next: 'Generate a root inside Vault.',
  hints: [
    '`vault read pki/cert/ca` shows the certificate of the authority, if there is one.',
    'The path is `pki/root/generate/internal`: with `internal` the private key stays in Vault.',
    `\`${generate}\``,
  ],
});

function shortRoot(days: number): Verdict {
  return differs('short-root', {
    saw: `the root ends in ${String(days)} days`,
    wanted: `at least ${String(shortestDays)} days`,
    next: 'Let the engine issue for longer, then generate the root anew.',
    hints: [
      '`vault read -format=json pki/cert/ca` has the certificate; `openssl x509 -noout -enddate` reads it.',
      'No certificate lives longer than the engine’s `max-lease-ttl`, and that is 768 hours unless you tune it.',
      `\`vault secrets tune -max-lease-ttl=8760h pki\`, \`vault delete pki/root\` and then \`${generate}\``,
    ],
  });
}

const roleSchema = z.object({
  data: z.object({
    allowed_domains: z.array(z.string()).nullable().default([]),
    allow_any_name: z.boolean().default(false),
    allow_glob_domains: z.boolean().default(false),
    allow_subdomains: z.boolean().default(false),
    max_ttl: z.number().default(0),
  }),
});

interface RoleFact {
  /** Absent: there is no such role. */
  readonly role?: {
    readonly domains: readonly string[];
    readonly anyName: boolean;
    readonly subdomains: boolean;
    readonly maxSeconds: number;
  };
}

const longestSeconds = 24 * 3600;
const write = 'vault write pki/roles/shop allowed_domains=shop.svc allow_subdomains=true max_ttl=24h ttl=2h';
const roleHints: Hints = [
  '`vault read pki/roles/shop` shows what the role allows.',
  'Three fields decide: `allowed_domains`, `allow_subdomains` and `max_ttl`.',
  `\`${write}\``,
];
const wantedRole = 'names below `shop.svc` only, for a day at most';

const pkiRole = defineCheck<RoleFact>({
  id: 'pki-role',
  claim: 'Role `shop` issues for names below `shop.svc`, for a day at most',
  points: 2,
  needs: ['root'],
  watches: [],
  pollMs,
  look: async ({ vault }, signal) => {
    const answer = await vault.read(`pki/roles/${names.role}`, signal);
    if (answer.status === 404) return {};
    const { data } = parseAnswer('the role', roleSchema, answer);
    const domains = data.allowed_domains ?? [];
    const anyName =
      data.allow_any_name || (data.allow_glob_domains && domains.some((domain) => domain.includes('*')));
    return { role: { domains, anyName, subdomains: data.allow_subdomains, maxSeconds: data.max_ttl } };
  },
  judge: ({ role }) => {
    if (role === undefined) {
      const next = 'Write the role.';
      return differs('no-role', {
        saw: 'there is no role `shop` at `pki/roles/`',
        wanted: wantedRole,
        next,
        hints: roleHints,
      });
    }
    if (role.anyName || role.domains.length !== 1 || role.domains[0] !== names.domain || !role.subdomains) {
      const allowed = role.anyName ? 'any name' : `names of ${codes(role.domains, 'no domain')}`;
      const below = role.subdomains ? '' : ', and none below it';
      const next = 'Set the domain, and allow names below it.';
      return differs('other-names', {
        saw: `the role allows ${allowed}${below}`,
        wanted: wantedRole,
        next,
        hints: roleHints,
      });
    }
    if (role.maxSeconds > 0 && role.maxSeconds <= longestSeconds) return holds;
    return differs('long-lived', {
      saw:
        role.maxSeconds === 0
          ? 'the role has no `max_ttl`'
          : `the role issues for up to ${String(role.maxSeconds / 3600)} hours`,
      wanted: wantedRole,
      next: 'Bound the lifetime: a certificate that ends soon needs no revocation list.',
      hints: roleHints,
    });
  },
});

export const checks: readonly Check[] = [root, pkiRole];
