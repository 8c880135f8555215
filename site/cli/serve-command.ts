import { Command, Option } from 'commander';
import path from 'node:path';
import { startServer } from '#site/server/main.ts';
import { startTracing } from '#site/server/operations/tracing.ts';
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
  const server = await startServer(serverOptionsOf(settings, dataDir), deps);
  console.log(`\n  Kindlab is at ${server.url}\n  Ctrl-C stops it.\n`);
  if (server.metricsUrl !== undefined) console.log(`  Metrics are at ${server.metricsUrl}\n`);
  if (server.firstAdminLink !== undefined)
    console.log(
      `  There is no administrator yet. This link makes one, once, within a day:\n  ${server.firstAdminLink}\n`,
    );
  server.onRuntime((progress) => view.show(progress));
  await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  console.log('\nStopping … labs that are running go on and are found again at the next start.');
  await server.close();
  await tracing?.close();
}

/** Settings that only the command line knows what to do with are left out, and so is what nobody set. */
function serverOptionsOf(settings: ServeSettings, dataDir: string): ServerOptions {
  const { build: _built, registry: _registry, dataDir: _folder, ...options } = settings;
  const {
    databaseUrl,
    leaseMinutes,
    mostRunning,
    metrics,
    oidc,
    kubernetes,
    allowedOrigins,
    webhookOrigins,
    ...rest
  } = options;
  return {
    ...rest,
    dataDir,
    distDir: path.resolve(import.meta.dirname, '../../dist'),
    allowedOrigins: [...allowedOrigins],
    webhookOrigins: [...webhookOrigins],
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(leaseMinutes === undefined ? {} : { leaseMinutes }),
    ...(mostRunning === undefined ? {} : { mostRunning }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(oidc === undefined ? {} : { oidc }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
  };
}
