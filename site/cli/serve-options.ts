import envPaths from 'env-paths';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { Config } from './config/config-schema.ts';
import { readConfig } from './config/read-config.ts';
import { isNetwork } from '#site/server/http/trusted-proxies.ts';
import type { ServerOptions } from '#site/server/server-options.ts';

const wholeNumber = (name: string) =>
  z.string().regex(/^\d+$/, `${name} must be a whole number`).transform(Number);

/** What commander hands over for `serve`; ranges are the server's own business. */
const serveFlagValues = z.strictObject({
  config: z.string().min(1).optional(),
  port: wholeNumber('--port').optional(),
  host: z.string().optional(),
  auth: z.enum(['none', 'accounts'], '--auth must be none or accounts').optional(),
  trustNetwork: z.boolean().optional(),
  previewOrigin: z.url({ protocol: /^https?$/, error: '--preview-origin must be a URL' }).optional(),
  origin: z.array(z.url({ protocol: /^https?$/, error: '--origin must be a URL' })).default([]),
  trustedProxy: z
    .array(z.string().refine(isNetwork, '--trusted-proxy must be an address or a range such as 10.42.0.0/16'))
    .default([]),
  oidcIssuer: z.string().optional(),
  oidcClientId: z.string().optional(),
  oidcName: z.string().optional(),
  oidcAdmitAll: z.boolean().optional(),
  dataDir: z.string().min(1).optional(),
  bundleSource: z
    .enum(['auto', 'packages', 'registry'], '--bundle-source must be auto, packages or registry')
    .optional(),
  registry: z.string().min(1).optional(),
  vault: z.enum(['openbao', 'vault'], '--vault must be openbao or vault').optional(),
  poolSize: z
    .union([z.literal('auto'), wholeNumber('--pool-size')], '--pool-size must be auto or a whole number')
    .optional(),
  lease: wholeNumber('--lease').optional(),
  parkHours: wholeNumber('--park-hours').optional(),
  databaseUrl: z.string().optional(),
  replicaAddress: z.string().optional(),
  livenessPort: wholeNumber('--liveness-port').optional(),
  metricsPort: wholeNumber('--metrics-port').optional(),
  gradingJobs: wholeNumber('--grading-jobs').optional(),
  webhookOrigin: z
    .array(z.url({ protocol: /^https?$/, error: '--webhook-origin must be a URL' }))
    .default([]),
  provider: z.enum(['kind', 'kubernetes', 'fake'], '--provider must be kind, kubernetes or fake').optional(),
  logLevel: z
    .enum(
      ['debug', 'info', 'warn', 'error', 'silent'],
      '--log-level must be debug, info, warn, error or silent',
    )
    .optional(),
  secretTrace: z.boolean().default(true),
  recordings: z.boolean().default(true),
  build: z.boolean().default(true),
});

type ServeFlagValues = z.output<typeof serveFlagValues>;

/** How `serve` is to run: options go before the configuration file, the file before defaults. */
export type ServeSettings = ReturnType<typeof settingsFrom>;

/** Options of the command line, with the configuration file that they or KINDLAB_CONFIG name. Throws Fault CONFIG_INVALID. */
export async function readServeSettings(
  given: unknown,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ServeSettings> {
  const flags = parseServeFlags(given);
  const file = flags.config ?? env['KINDLAB_CONFIG'];
  return settingsFrom(flags, file === undefined || file === '' ? { format: 1 } : await readConfig(file));
}

/** All wrong options at once. Throws Fault CONFIG_INVALID. */
export function parseServeFlags(given: unknown): ServeFlagValues {
  const parsed = serveFlagValues.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Fault({
    code: 'CONFIG_INVALID',
    message: `Wrong options: ${parsed.error.issues.map(({ message }) => message).join('; ')}.`,
    hint: '`npm start -- --help` explains each option.',
  });
}

/** Pure: what holds when options and file say these things; `secret` is that of the identity provider. */
export function settingsFrom(
  flags: ServeFlagValues,
  { server, data, runtime, kubernetes, auth, labs, limits, grading, xapi, metrics, log }: Config,
  secret = process.env['KINDLAB_OIDC_CLIENT_SECRET'],
) {
  const metricsPort = flags.metricsPort ?? metrics?.port;
  return {
    port: flags.port ?? server?.port ?? 4000,
    host: flags.host ?? server?.host ?? '127.0.0.1',
    allowedOrigins: [...(server?.allowedOrigins ?? []), ...flags.origin],
    trustedProxies: [...(server?.trustedProxies ?? []), ...flags.trustedProxy],
    previewOrigin: flags.previewOrigin ?? server?.previewOrigin,
    auth: flags.auth ?? auth?.mode ?? 'none',
    trustNetwork: flags.trustNetwork ?? auth?.trustNetwork ?? false,
    oidc: identityProviderOf(
      {
        issuer: flags.oidcIssuer ?? auth?.oidc?.issuer,
        clientId: flags.oidcClientId ?? auth?.oidc?.clientId,
        name: flags.oidcName ?? auth?.oidc?.name,
        admitAll: flags.oidcAdmitAll ?? auth?.oidc?.admitAll ?? false,
      },
      auth?.oidc?.clientSecret ?? secret,
    ),
    dataDir: flags.dataDir ?? data?.folder,
    databaseUrl: flags.databaseUrl ?? data?.databaseUrl,
    replicaAddress: flags.replicaAddress ?? server?.replicaAddress,
    livenessPort: flags.livenessPort ?? server?.livenessPort,
    bundleSource: flags.bundleSource ?? runtime?.source ?? 'auto',
    registry: flags.registry ?? runtime?.registry,
    vault: flags.vault ?? runtime?.vault ?? 'openbao',
    poolSize: flags.poolSize ?? labs?.poolSize ?? 'auto',
    leaseMinutes: flags.lease ?? labs?.leaseMinutes,
    parkHours: flags.parkHours ?? labs?.parkHours ?? 72,
    mostRunning: labs?.mostRunning,
    limits,
    startsAtOnce: labs?.startsAtOnce ?? 2,
    gradingJobs: flags.gradingJobs ?? grading?.jobs ?? 1,
    webhookOrigins: [...(grading?.webhookOrigins ?? []), ...flags.webhookOrigin],
    xapi: recordStoreOf(xapi),
    // Options can only switch these off; so can the file.
    recordTerminals: flags.recordings && (labs?.recordTerminals ?? true),
    secretTrace: flags.secretTrace && (labs?.secretTrace ?? true),
    metrics: metricsPort === undefined ? undefined : { ...metrics, port: metricsPort },
    provider: flags.provider ?? runtime?.provider ?? 'kind',
    kubernetes,
    logLevel: flags.logLevel ?? log?.level ?? 'warn',
    build: flags.build,
  } as const;
}

interface ProviderNamed {
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly name: string | undefined;
  readonly admitAll: boolean;
}

/** The identity provider that was named; its secret comes from the environment or a file, where `ps` shows it to nobody. */
function identityProviderOf(
  { issuer, clientId, name, admitAll }: ProviderNamed,
  secret: string | undefined,
): ServerOptions['oidc'] {
  if (issuer === undefined && clientId === undefined) return undefined;
  if (issuer === undefined || clientId === undefined || secret === undefined || secret === '') {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message:
        'An OpenID Connect provider needs --oidc-issuer, --oidc-client-id and KINDLAB_OIDC_CLIENT_SECRET.',
      hint: 'Register this server at the provider, with <origin>/api/sign-in/oidc/callback as redirect address.',
    });
  }
  return { issuer, clientId, clientSecret: secret, admitAll, ...(name === undefined ? {} : { name }) };
}

/** Throws Fault CONFIG_INVALID where nothing says its password. */
function recordStoreOf(named: Config['xapi']): ServerOptions['xapi'] {
  if (named === undefined) return undefined;
  const { endpoint, user, names = false, password = process.env['KINDLAB_XAPI_PASSWORD'] } = named;
  if (password !== undefined && password !== '') return { endpoint, user, password, names };
  throw new Fault({
    code: 'CONFIG_INVALID',
    message: 'The learning record store (xapi) has no password.',
    hint: 'Name a file that holds it with xapi.passwordFile, or set KINDLAB_XAPI_PASSWORD.',
  });
}

/** Where state is kept when nothing else is said: the user's data folder. */
export function dataFolder(given: string | undefined): string {
  return path.resolve(given ?? process.env['KINDLAB_DATA_DIR'] ?? envPaths('kindlab', { suffix: '' }).data);
}
