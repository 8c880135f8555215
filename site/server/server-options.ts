import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { usualLimits } from '#containers/providers/kind/kind-context.ts';
import { kubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { isLoopback } from './http/own-address.ts';
import { isNetwork } from './http/trusted-proxies.ts';
import { sharesCookies } from './previews/preview-names.ts';
import { isSafeAddress } from './outbox/safe-address.ts';

/** What one environment on this machine may take. */
export const environmentLimits = z.strictObject({
  /** Disk of one environment; 0: as much as there is. */
  diskGiB: z
    .number()
    .max(1000)
    .refine((gib) => gib === 0 || gib >= 2, 'must be 0 or at least 2')
    .default(6),
  /** Disk that is left to everything else on the machine. */
  keepFreeGiB: z
    .number()
    .min(0)
    .max(1000)
    .default(usualLimits.keepFreeMiB / 1024),
  /** Megabit a second that each container may send, and an environment be sent; 0: as much as there is. */
  networkMbit: z.number().int().min(0).max(100_000).default(usualLimits.networkMbit),
});

/** How a server is to run. Paths are absolute. */
export const serverOptions = z.strictObject({
  /** 0: any free port. */
  port: z.number().int().min(0).max(65_535).default(4000),
  host: z.string().default('127.0.0.1'),
  dataDir: z.string().min(1),
  distDir: z.string().min(1),
  provider: z.enum(['fake', 'kind', 'kubernetes']).default('kind'),
  /** The cluster that carries environments; only with that provider. */
  kubernetes: kubernetesSettings.optional(),
  bundleSource: z.enum(['auto', 'packages', 'registry']).default('auto'),
  vault: z.enum(['openbao', 'vault']).default('openbao'),
  /** Environments kept warm; `auto`: as many as are likely to be asked for at once, as far as memory allows. */
  poolSize: z
    .union([z.literal('auto'), z.number().int().min(0).max(100)], 'must be auto or a whole number up to 100')
    .default(0),
  /** Output of terminals is kept with the attempt, for the learner to replay. */
  recordTerminals: z.boolean().default(true),
  /** Environments that are made at the same time; the others wait their turn. */
  startsAtOnce: z.number().int().min(1).max(200).default(2),
  /** In place of each lab's own lease. */
  leaseMinutes: z.number().int().min(5).max(720).optional(),
  /** How long an environment that is put aside waits for its learner; 0: none is put aside. */
  parkHours: z.number().int().min(0).max(720).default(72),
  /** What one environment may take of what all share; a cluster that carries them has settings of its own. */
  limits: environmentLimits.prefault({}),
  /** A PostgreSQL in place of the embedded database. */
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** One of several servers on that PostgreSQL: where the others reach this one. */
  replicaAddress: z.url({ protocol: /^http$/ }).optional(),
  /** One of several servers: where it says that its own process goes on, leading or not; absent: nowhere. */
  livenessPort: z.int().min(0).max(65_535).optional(),
  /** `none`: everybody who reaches the server is the one local learner. */
  auth: z.enum(['accounts', 'none']).default('none'),
  /** Confirms that `none` is meant on a network, too. */
  trustNetwork: z.boolean().default(false),
  /** Where people of an organisation sign in, by OpenID Connect. */
  oidc: z
    .strictObject({
      issuer: z.url({ protocol: /^https?$/ }),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
      /** What the button on the sign-in page calls it. */
      name: z.string().min(1).max(60).default('your organisation'),
      /** Everybody whom it knows becomes a learner; otherwise only who was invited. */
      admitAll: z.boolean().default(false),
    })
    .optional(),
  /** Further origins whose pages may use the API, such as the far end of an SSH forward. */
  allowedOrigins: z.array(z.url({ protocol: /^https?$/ })).default([]),
  /** Proxies in front, by address or range: their `X-Forwarded-For` says where a request came from. Nobody else's does. */
  trustedProxies: z
    .array(
      z.string().refine(isNetwork, 'must be an address or a range of them, such as 10.0.0.7 or 10.42.0.0/16'),
    )
    .default([]),
  /** Below which services of labs are shown to browsers on other machines: `https://previews.example` for any name below it. */
  previewOrigin: z.url({ protocol: /^https?$/ }).optional(),
  /** Labs that one learner may have running at the same time. */
  mostRunning: z.number().int().min(1).max(20).default(2),
  /** A listener of its own for metrics and health; absent: there is none. */
  metrics: z
    .strictObject({
      /** 0: any free port. */
      port: z.number().int().min(0).max(65_535),
      host: z.string().default('127.0.0.1'),
      /** What Prometheus has to show as a bearer token. Demanded on any other address than loopback. */
      token: z.string().min(16).optional(),
    })
    .optional(),
  /** Submissions that graders uploaded and that are graded at the same time. */
  gradingJobs: z.number().int().min(1).max(16).default(1),
  /** Origins that webhooks of graders and cohorts may have; by default none, so that nobody can make this server ask others. */
  webhookOrigins: z.array(z.url({ protocol: /^https?$/ })).default([]),
  /** A learning record store that is told what learners of cohorts do, as xAPI statements; absent: none is. */
  xapi: z
    .strictObject({
      /** Of its xAPI, without `/statements`. */
      endpoint: z
        .url({ protocol: /^https?$/ })
        .refine(isSafeAddress, 'must be https, or http on this very machine'),
      user: z.string().min(1),
      password: z.string().min(1),
      /** Whether it is told who learners are; otherwise it gets pseudonyms. */
      names: z.boolean().default(false),
    })
    .optional(),
  /** Whether learners may see the live picture of their secrets on the lab page. */
  secretTrace: z.boolean().default(true),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type ServerOptions = z.input<typeof serverOptions>;
export type CheckedOptions = z.output<typeof serverOptions>;

/** Throws Fault CONFIG_INVALID that names every wrong setting, or why an address that others reach is refused. */
export function checkOptions(given: ServerOptions): CheckedOptions {
  const parsed = serverOptions.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error.issues);
  const { host, auth, trustNetwork, metrics, previewOrigin, allowedOrigins } = parsed.data;
  if (!isLoopback(host) && auth === 'none' && !trustNetwork) throw notWithoutAccounts(host);
  if (metrics !== undefined && metrics.token === undefined && !isLoopback(metrics.host)) {
    throw openMetrics(metrics.host);
  }
  const near = allowedOrigins.find(
    (origin) => previewOrigin !== undefined && sharesCookies(origin, previewOrigin),
  );
  if (near !== undefined) throw previewsTooNear(near);
  return parsed.data;
}

function previewsTooNear(origin: string): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `Previews will not be served under a name that shares cookies with ${origin}: what runs in a lab could pose as a visitor of the site.`,
    hint: 'Set previewOrigin to a domain of its own, such as https://lab-previews.example beside https://lab.example.',
  });
}

function invalid(issues: readonly z.core.$ZodIssue[]): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `The server can't start with these settings: ${issues.map((each) => `${each.path.join('.')}: ${each.message}`).join('; ')}.`,
    hint: 'Correct them and start again; `npm start -- --help` explains each.',
  });
}

function openMetrics(host: string): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `Metrics will not be served on ${host} without a token: everybody on that network could read them.`,
    hint: 'Set a metrics token of at least 16 characters, or leave the metrics host out to serve them on 127.0.0.1 only.',
  });
}

function notWithoutAccounts(host: string): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `The server will not listen on ${host}: without accounts everybody on that network would be the one local learner, with a shell on this machine's clusters.`,
    hint: 'Add `--auth accounts` to have people sign in; or leave --host out and reach it from another machine by `ssh -L 4000:127.0.0.1:4000 <this machine>`. Where everybody on the network is to be trusted with that, say so with --trust-network.',
  });
}
