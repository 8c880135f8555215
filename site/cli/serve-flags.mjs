/**
 * Options of `npm start` and `kindlab serve`. Plain data in plain JavaScript, so that the help can be shown by
 * whatever Node is there, before anything is installed.
 *
 * @typedef {{ flag: string, takes?: string, says: string, otherwise?: string }} ServeFlag
 */

/** @type {readonly ServeFlag[]} */
export const serveFlags = [
  {
    flag: '--config',
    takes: '<file>',
    says: 'settings in a YAML file, or KINDLAB_CONFIG; options here go before it',
  },
  { flag: '--port', takes: '<number>', says: 'port to serve on; 0 takes any free one', otherwise: '4000' },
  { flag: '--host', takes: '<address>', says: 'address to listen on', otherwise: '127.0.0.1' },
  {
    flag: '--auth',
    takes: '<none|accounts>',
    says: 'accounts: people sign in; none: everybody who reaches the server is the one local learner',
    otherwise: 'none',
  },
  { flag: '--trust-network', says: 'confirms --auth none on an address that others reach' },
  {
    flag: '--origin',
    takes: '<url...>',
    says: 'addresses under which browsers reach it, such as a proxy in front; the first goes into links',
  },
  {
    flag: '--trusted-proxy',
    takes: '<address...>',
    says: 'addresses or ranges of proxies in front, whose X-Forwarded-For says where a request came from',
    otherwise: 'none',
  },
  {
    flag: '--preview-origin',
    takes: '<url>',
    says: 'below which services of labs are shown to browsers elsewhere; every name below it has to lead here',
  },
  { flag: '--oidc-issuer', takes: '<url>', says: 'an OpenID Connect provider to sign in with' },
  {
    flag: '--oidc-client-id',
    takes: '<id>',
    says: 'our name there; the secret is read from KINDLAB_OIDC_CLIENT_SECRET',
  },
  { flag: '--oidc-name', takes: '<name>', says: 'what the sign-in page calls it' },
  { flag: '--oidc-admit-all', says: 'everybody it knows becomes a learner, invited or not' },
  {
    flag: '--data-dir',
    takes: '<folder>',
    says: 'where progress and attempts are kept',
    otherwise: '~/.local/share/kindlab',
  },
  {
    flag: '--bundle-source',
    takes: '<auto|packages|registry>',
    says: 'where the lab runtime comes from; auto asks whether the registry answers',
    otherwise: 'auto',
  },
  { flag: '--registry', takes: '<host/path>', says: 'registry with a pushed set (`kindlab bundle push`)' },
  { flag: '--vault', takes: '<openbao|vault>', says: 'which Vault the labs run', otherwise: 'openbao' },
  {
    flag: '--pool-size',
    takes: '<auto|number>',
    says: 'environments kept warm; auto: what is likely to be asked for at once, as far as memory allows',
    otherwise: 'auto',
  },
  {
    flag: '--lease',
    takes: '<minutes>',
    says: "how long an environment may live, in place of each lab's own",
  },
  {
    flag: '--park-hours',
    takes: '<number>',
    says: 'how long a lab that is put aside waits for its learner; 0: labs end with their lease',
    otherwise: '72',
  },
  { flag: '--database-url', takes: '<url>', says: 'a PostgreSQL in place of the embedded database' },
  {
    flag: '--replica-address',
    takes: '<url>',
    says: 'one of several servers on that database: where the others reach this one',
  },
  {
    flag: '--liveness-port',
    takes: '<number>',
    says: 'one of several servers: /healthz of this process alone, leading or not, on a port of its own',
  },
  {
    flag: '--metrics-port',
    takes: '<number>',
    says: 'serve Prometheus metrics and health on this port of 127.0.0.1 as well',
  },
  {
    flag: '--grading-jobs',
    takes: '<number>',
    says: 'uploaded submissions that are graded at once; each needs about 1 GiB',
    otherwise: '1',
  },
  {
    flag: '--webhook-origin',
    takes: '<url...>',
    says: 'addresses that webhooks of graders and cohorts may have',
    otherwise: 'none',
  },
  {
    flag: '--provider',
    takes: '<kind|kubernetes|fake>',
    says: 'kubernetes: labs run on a cluster that is there; fake: no Docker, for work on the site',
    otherwise: 'kind',
  },
  {
    flag: '--log-level',
    takes: '<debug|info|warn|error|silent>',
    says: 'how much is logged',
    otherwise: 'warn',
  },
  { flag: '--no-secret-trace', says: 'do not show learners the live picture of their secrets' },
  { flag: '--no-recordings', says: 'keep no recordings of what terminals show' },
  { flag: '--no-build', says: 'serve the site as it was built last time' },
];

/** The help text of `npm start -- --help`. */
export function serveHelp() {
  const rows = serveFlags.map(({ flag, takes, says, otherwise }) => [
    takes === undefined ? flag : `${flag} ${takes}`,
    otherwise === undefined ? says : `${says} (default: ${otherwise})`,
  ]);
  const width = Math.max(...rows.map(([left]) => left?.length ?? 0));
  const lines = rows.map(([left, right]) => `  ${(left ?? '').padEnd(width)}  ${right ?? ''}`);
  return [
    'Usage: npm start -- [options]',
    '',
    'Serves the course and its labs on this machine, and prepares the lab runtime in the background.',
    'The first start installs what is missing; later ones are up in seconds.',
    '',
    ...lines,
    `  ${'--help'.padEnd(width)}  show this`,
    '',
    'Ctrl-C stops the server; labs that are running are found again at the next start.',
    'Exit codes: 0 stopped on request, 1 could not start (the message says why), 2 wrong options.',
  ].join('\n');
}
