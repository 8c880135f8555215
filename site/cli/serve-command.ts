import { Command, Option } from 'commander';
import path from 'node:path';
import { startServer, type RunningServer } from '#site/server/main.ts';
import { startTracing } from '#site/server/operations/tracing.ts';
import { startReplica } from '#site/server/replicas/start-replica.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';
import type { ServerOptions } from '#site/server/server-options.ts';
import { composeServer } from './compose-server.ts';
import { interruptSignal } from './interrupt.ts';
import { RuntimeView } from './runtime-view.ts';
import { serveFlags } from './serve-flags.mjs';
import { dataFolder, readServeSettings, type ServeSettings } from './serve-options.ts';

/** `kindlab serve`: the site, its API and the lab runtime; what `npm start` runs once everything is installed. */
export function serveCommand(): Command {
  const command = new Command('serve').description('serve the course and its labs');
  for (const { flag, takes, says } of serveFlags)
    command.addOption(new Option(takes === undefined ? flag : `${flag} ${takes}`, says));
  return command.action(async (options: unknown) => serve(await readServeSettings(options)));
}

async function serve(settings: ServeSettings): Promise<void> {
  const stop = interruptSignal();
  const tracing = startTracing(process.env);
  const dataDir = dataFolder(settings.dataDir);
  const view = new RuntimeView({
    isTTY: process.stdout.isTTY,
    columns: process.stdout.columns,
    write: (text) => void process.stdout.write(text),
  });
  const deps = await composeServer(settings, dataDir);
  const options = serverOptionsOf(settings, dataDir);
  const { server, close } = await (settings.replicaAddress === undefined
    ? alone(options, deps)
    : besideOthers(options, deps, stop));
  if (server === undefined) {
    await tracing?.close();
    return;
  }
  console.log(`\n  Kindlab is at ${server.url}\n  Ctrl-C stops it.\n`);
  if (server.metricsUrl !== undefined) console.log(`  Metrics are at ${server.metricsUrl}\n`);
  if (server.firstAdminLink !== undefined)
    console.log(
      `  There is no administrator yet. This link makes one, once, within a day:\n  ${server.firstAdminLink}\n`,
    );
  server.onRuntime((progress) => view.show(progress));
  await new Promise<void>((resolve) => onAbort(stop, resolve));
  console.log('\nStopping … labs that are running go on and are found again at the next start.');
  await close();
  await tracing?.close();
}

/** Also when it was asked for while the server was still starting. */
function onAbort(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

interface Serving {
  /** Absent: it was stopped while it stood by. */
  readonly server: RunningServer | undefined;
  readonly close: () => Promise<void>;
}

async function alone(options: ServerOptions, deps: ServerDeps): Promise<Serving> {
  const server = await startServer(options, deps);
  return { server, close: () => server.close() };
}

/** Stands by until no other replica leads. One that loses the lead ends at once, and whoever runs it starts it again. */
async function besideOthers(options: ServerOptions, deps: ServerDeps, stop: AbortSignal): Promise<Serving> {
  const replica = await startReplica(options, deps);
  console.log(
    `\n  This replica is reached at ${String(options.replicaAddress)}; it leads when no other does.\n`,
  );
  void replica.lost.then(() => {
    console.error('The database went silent, and with it the lead: this replica ends.');
    process.exit(1);
  });
  onAbort(stop, () => void replica.close());
  const server = await replica.leading.catch((error: unknown) => {
    if (stop.aborted) return undefined;
    throw error;
  });
  return { server, close: () => replica.close() };
}

/** Settings that only the command line knows what to do with are left out, and so is what nobody set. */
function serverOptionsOf(settings: ServeSettings, dataDir: string): ServerOptions {
  const { build: _built, registry: _registry, dataDir: _folder, ...options } = settings;
  const {
    databaseUrl,
    replicaAddress,
    livenessPort,
    previewOrigin,
    leaseMinutes,
    mostRunning,
    metrics,
    oidc,
    xapi,
    kubernetes,
    allowedOrigins,
    trustedProxies,
    webhookOrigins,
    ...rest
  } = options;
  return {
    ...rest,
    dataDir,
    distDir: path.resolve(import.meta.dirname, '../../dist'),
    allowedOrigins: [...allowedOrigins],
    trustedProxies: [...trustedProxies],
    webhookOrigins: [...webhookOrigins],
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(replicaAddress === undefined ? {} : { replicaAddress }),
    ...(livenessPort === undefined ? {} : { livenessPort }),
    ...(previewOrigin === undefined ? {} : { previewOrigin }),
    ...(leaseMinutes === undefined ? {} : { leaseMinutes }),
    ...(mostRunning === undefined ? {} : { mostRunning }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(oidc === undefined ? {} : { oidc }),
    ...(xapi === undefined ? {} : { xapi }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
  };
}
