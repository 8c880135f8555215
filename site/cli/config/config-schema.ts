import { z } from 'zod';
import { serverOptions } from '#site/server/server-options.ts';
import { kubernetesFields } from './kubernetes-fields.ts';

const { shape } = serverOptions;
const metrics = shape.metrics.unwrap().shape;
const oidc = shape.oidc.unwrap().shape;
const limits = shape.limits.unwrap().shape;
const xapi = shape.xapi.unwrap().shape;
const text = z.string().min(1);

/**
 * The configuration file: YAML, every key optional but `format`. Options of the command line go before it. Ranges are
 * the server's own, so that a wrong value is told with its line.
 */
export const configSchema = z.strictObject({
  format: z.literal(1).describe('Version of this format; 1 is the only one'),
  server: z
    .strictObject({
      port: shape.port.unwrap().optional().describe('Port to serve on; 0 takes any free one. Default: 4000'),
      host: text.optional().describe('Address to listen on. Default: 127.0.0.1'),
      allowedOrigins: z
        .array(z.url({ protocol: /^https?$/, error: 'must be an address such as https://lab.example' }))
        .optional()
        .describe(
          'Further addresses under which browsers see this server, such as that of a proxy in front of it',
        ),
      trustedProxies: shape.trustedProxies
        .unwrap()
        .optional()
        .describe(
          'Addresses or ranges of proxies in front, whose X-Forwarded-For says where a request came from. Default: none',
        ),
      previewOrigin: shape.previewOrigin.describe(
        'Below which services of labs are shown to browsers on other machines; every name below it has to lead here',
      ),
      replicaAddress: shape.replicaAddress.describe(
        'One of several servers on one PostgreSQL: where the others reach this one',
      ),
      livenessPort: shape.livenessPort.describe(
        'One of several servers: a port whose /healthz tells of this process alone, leading or not',
      ),
    })
    .optional()
    .describe('Where the site is served'),
  data: z
    .strictObject({
      folder: text
        .optional()
        .describe('Where progress and attempts are kept. Default: ~/.local/share/kindlab'),
      databaseUrl: text.optional().describe('A PostgreSQL in place of the embedded database'),
      databaseUrlFile: text
        .optional()
        .describe('A file that holds databaseUrl, so that it does not stand here'),
    })
    .optional()
    .describe('Where state is kept'),
  runtime: z
    .strictObject({
      source: shape.bundleSource
        .unwrap()
        .optional()
        .describe('Where the lab runtime comes from. Default: auto'),
      registry: text.optional().describe('Registry, with an optional path, that holds a pushed set'),
      vault: shape.vault.unwrap().optional().describe('Which Vault the labs run. Default: openbao'),
      provider: z
        .enum(['kind', 'kubernetes'])
        .optional()
        .describe('kind: labs run on this machine; kubernetes: on a cluster that is there. Default: kind'),
    })
    .optional()
    .describe('What environments are made from'),
  kubernetes: kubernetesFields.optional().describe('The cluster that carries labs, with that provider'),
  auth: z
    .strictObject({
      mode: shape.auth
        .unwrap()
        .optional()
        .describe('none: everybody who reaches the server is the one local learner. Default: none'),
      trustNetwork: shape.trustNetwork
        .unwrap()
        .optional()
        .describe('Confirms that none is meant on a network, too. Default: false'),
      oidc: z
        .strictObject({
          issuer: oidc.issuer.describe('Address of the provider'),
          clientId: oidc.clientId.describe('What the provider calls this server'),
          clientSecret: oidc.clientSecret
            .optional()
            .describe('Its secret there, in place of KINDLAB_OIDC_CLIENT_SECRET'),
          clientSecretFile: text.optional().describe('A file that holds it, so that it does not stand here'),
          name: oidc.name
            .unwrap()
            .optional()
            .describe('What the button on the sign-in page calls the provider'),
          admitAll: oidc.admitAll
            .unwrap()
            .optional()
            .describe(
              'Whether everybody whom it knows becomes a learner, not only who was invited. Default: false',
            ),
        })
        .optional()
        .describe('Where people of an organisation sign in, by OpenID Connect'),
    })
    .optional()
    .describe('Who may come in'),
  labs: z
    .strictObject({
      poolSize: shape.poolSize
        .unwrap()
        .optional()
        .describe(
          'Environments kept warm; auto: as many as are likely to be asked for at once, as far as memory allows. Default: auto',
        ),
      leaseMinutes: shape.leaseMinutes.describe(
        "How long an environment may live, in place of each lab's own",
      ),
      parkHours: shape.parkHours
        .unwrap()
        .optional()
        .describe(
          'How long a lab that is put aside waits for its learner, in hours; 0: labs end with their lease. Default: 72',
        ),
      startsAtOnce: shape.startsAtOnce
        .unwrap()
        .optional()
        .describe('Environments made at the same time; on a cluster as many as it has cores. Default: 2'),
      mostRunning: shape.mostRunning
        .unwrap()
        .optional()
        .describe('Labs that one learner may run at once. Default: 2'),
      recordTerminals: shape.recordTerminals
        .unwrap()
        .optional()
        .describe('Whether what terminals show is kept for the learner to replay. Default: true'),
      secretTrace: shape.secretTrace
        .unwrap()
        .optional()
        .describe('Whether learners see the live picture of their secrets. Default: true'),
    })
    .optional()
    .describe('What learners get'),
  limits: z
    .strictObject({
      diskGiB: limits.diskGiB
        .unwrap()
        .optional()
        .describe(
          'What one lab may take of the disk, about 1 of it from the start; 0: as much as there is. Default: 6',
        ),
      keepFreeGiB: limits.keepFreeGiB
        .unwrap()
        .optional()
        .describe('Disk that labs leave to everything else on this machine. Default: 3'),
      networkMbit: limits.networkMbit
        .unwrap()
        .optional()
        .describe(
          'Megabit a second that each container of a lab may send, and that a lab may be sent; 0: as much as there is. Default: 200',
        ),
    })
    .optional()
    .describe(
      'What one lab on this machine may take of what all share; memory and processor are set by the lab',
    ),
  grading: z
    .strictObject({
      jobs: shape.gradingJobs
        .unwrap()
        .optional()
        .describe('Uploaded submissions that are graded at once; each needs about 1 GiB. Default: 1'),
      webhookOrigins: z
        .array(z.url({ protocol: /^https?$/, error: 'must be an address such as https://grader.example' }))
        .optional()
        .describe('Addresses that webhooks of graders and cohorts may have. Default: none'),
    })
    .optional()
    .describe('What programs that grade may ask for'),
  xapi: z
    .strictObject({
      endpoint: xapi.endpoint.describe('Address of its xAPI, without /statements'),
      user: xapi.user.describe('Whom it lets write, by basic authentication'),
      password: xapi.password.optional().describe('Its password, in place of KINDLAB_XAPI_PASSWORD'),
      passwordFile: text.optional().describe('A file that holds it, so that it does not stand here'),
      names: xapi.names
        .unwrap()
        .optional()
        .describe('Whether it is told who learners are, in place of pseudonyms. Default: false'),
    })
    .optional()
    .describe('A learning record store that is told what learners of cohorts do, as xAPI statements'),
  metrics: z
    .strictObject({
      port: metrics.port.describe('Port of the listener for metrics and health; 0 takes any free one'),
      host: text.optional().describe('Its address. Default: 127.0.0.1; any other one demands a token'),
      token: metrics.token.describe('What Prometheus has to show as a bearer token, at least 16 characters'),
      tokenFile: text.optional().describe('A file that holds the token, so that it does not stand here'),
    })
    .optional()
    .describe('A listener of its own for whoever operates the server'),
  log: z
    .strictObject({
      level: shape.logLevel.unwrap().optional().describe('How much is logged. Default: warn'),
    })
    .optional()
    .describe('The log'),
});

export type Config = z.output<typeof configSchema>;

/** The schema as JSON Schema, for editors and for whoever writes the file with a program. */
export function configJsonSchema(): object {
  return { ...z.toJSONSchema(configSchema, { io: 'input' }), title: 'Configuration of Kindlab' };
}
