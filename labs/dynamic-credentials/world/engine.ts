import { z } from 'zod';
import type { Probes } from '#checkers/probes/probes.ts';
import { mounts, parseAnswer } from '#labs/static-sync/world/vault-answers.ts';
import { names } from './names.ts';

const connectionAnswer = z.object({
  data: z.object({
    plugin_name: z.string(),
    allowed_roles: z.array(z.string()).nullable(),
    connection_details: z.object({
      connection_url: z.string().default(''),
      username: z.string().default(''),
    }),
  }),
});

export interface ConnectionFact {
  /** Other paths at which a database engine is mounted. */
  readonly elsewhere: readonly string[];
  readonly mounted: boolean;
  /** Names of the connections that there are. */
  readonly others: readonly string[];
  readonly connection?: {
    readonly plugin: string;
    readonly allowedRoles: readonly string[];
    readonly username: string;
    /** The URL has `{{username}}` and `{{password}}` in it. */
    readonly templated: boolean;
    readonly host: string;
    readonly port: string;
    readonly database: string;
    readonly sslmode: string;
  };
  /** The name of the cluster's node, by which Vault reaches it. */
  readonly node: string;
}

const nodeList = z.array(z.object({ metadata: z.object({ name: z.string() }) })).min(1);
const listing = z.object({ data: z.object({ keys: z.array(z.string()) }) });

export async function lookAtConnection(probes: Probes, signal: AbortSignal): Promise<ConnectionFact> {
  const { vault, kubernetes } = probes;
  const [mounted, nodes] = await Promise.all([
    vault.read('sys/mounts', signal),
    kubernetes.list({ apiVersion: 'v1', plural: 'nodes' }, {}, signal),
  ]);
  const engines = Object.entries(parseAnswer('its engines', mounts, mounted).data).flatMap(
    ([path, { type }]) => (type === 'database' ? [path.replace(/\/$/, '')] : []),
  );
  const node = nodeList.parse(nodes)[0]?.metadata.name ?? '';
  const here = engines.includes(names.mount);
  const base = { mounted: here, elsewhere: engines.filter((path) => path !== names.mount), node };
  if (!here) return { ...base, others: [] };
  const [listed, answer] = await Promise.all([
    vault.list(`${names.mount}/config`, signal),
    vault.read(`${names.mount}/config/${names.connection}`, signal),
  ]);
  const keys = listing.safeParse(listed.body);
  const others = keys.success ? keys.data.data.keys.filter((name) => name !== names.connection) : [];
  if (answer.status === 404) return { ...base, others };
  const { plugin_name, allowed_roles, connection_details } = parseAnswer(
    'the connection',
    connectionAnswer,
    answer,
  ).data;
  const { connection_url: url, username } = connection_details;
  return {
    ...base,
    others,
    connection: { plugin: plugin_name, allowedRoles: allowed_roles ?? [], username, ...readUrl(url) },
  };
}

/** The parts of a connection URL, without whatever stands where the password belongs. */
export function readUrl(
  text: string,
): Omit<NonNullable<ConnectionFact['connection']>, 'allowedRoles' | 'plugin' | 'username'> {
  const templated = text.includes('{{username}}') && text.includes('{{password}}');
  const plain = text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, '$1');
  const url = /^\w+:\/\//.test(plain) && URL.canParse(plain) ? new URL(plain) : undefined;
  return {
    templated,
    host: url?.hostname ?? '',
    port: url?.port ?? '',
    database: url?.pathname.replace(/^\//, '') ?? '',
    sslmode: url?.searchParams.get('sslmode') ?? '',
  };
}

const roleAnswer = z.object({
  data: z.object({
    db_name: z.string(),
    default_ttl: z.number(),
    max_ttl: z.number(),
    creation_statements: z.array(z.string()).nullable(),
    revocation_statements: z.array(z.string()).nullable(),
  }),
});

export interface RoleFact {
  readonly others: readonly string[];
  readonly role?: {
    readonly connection: string;
    readonly defaultTtlS: number;
    readonly maxTtlS: number;
    /** Which of {{name}}, {{password}} and {{expiration}} stand in the creation statements. */
    readonly placeholders: readonly string[];
    readonly revokes: boolean;
  };
}

export async function lookAtRole({ vault }: Probes, signal: AbortSignal): Promise<RoleFact> {
  const [listed, answer] = await Promise.all([
    vault.list(`${names.mount}/roles`, signal),
    vault.read(`${names.mount}/roles/${names.role}`, signal),
  ]);
  const keys = listing.safeParse(listed.body);
  const others = keys.success ? keys.data.data.keys.filter((name) => name !== names.role) : [];
  if (answer.status === 404) return { others };
  const role = parseAnswer('the role', roleAnswer, answer).data;
  const creation = (role.creation_statements ?? []).join(' ');
  return {
    others,
    role: {
      connection: role.db_name,
      defaultTtlS: role.default_ttl,
      maxTtlS: role.max_ttl,
      placeholders: ['name', 'password', 'expiration'].filter((word) =>
        new RegExp(`\\{\\{\\s*${word}\\s*\\}\\}`).test(creation),
      ),
      revokes: (role.revocation_statements ?? []).length > 0,
    },
  };
}
