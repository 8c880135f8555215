import type { Server } from 'node:http';
import type { BundleProgress } from '#containers/contract/bundle.ts';
import { composeServer, type Call, type ServerParts } from './compose-server.ts';
import { listen } from './http/listen.ts';
import { ownAddress } from './http/own-address.ts';
import { makeLogger } from './logger.ts';
import type { ServerDeps } from './server-deps.ts';
import { checkOptions, type CheckedOptions, type ServerOptions } from './server-options.ts';
import { shutDown } from './shut-down.ts';
import { lockDataFolder } from './state/lock-data-folder.ts';
import { openDatabase } from './state/open-database.ts';

export interface RunningServer {
  /** Where a browser finds it, such as http://127.0.0.1:4000 */
  readonly url: string;
  readonly port: number;
  /** Where metrics are, when they were asked for. */
  readonly metricsUrl: string | undefined;
  /** One-time link for the first administrator, as long as there is none. */
  readonly firstAdminLink: string | undefined;
  /** Every call that it answers. */
  readonly calls: readonly Call[];
  /** Tells how far the runtime is, now and at every change, until the answer is called. */
  onRuntime(listener: (progress: BundleProgress) => void): () => void;
  /** Stops within five seconds. Environments and shells live on and are found again. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves as soon as it resolves; the runtime gets ready in the background. Throws a Fault (CONFIG_INVALID,
 * DATA_IN_USE, PORT_TAKEN) and leaves nothing behind when it can't start. `door`: who listens in its place.
 */
export async function startServer(
  given: ServerOptions,
  deps: ServerDeps,
  door?: (http: Server) => Promise<{ readonly port: number }>,
): Promise<RunningServer> {
  const options = checkOptions(given);
  const log = deps.log ?? makeLogger(options.logLevel);
  await using undo = new AsyncDisposableStack();
  const lock = await lockDataFolder(options.dataDir);
  undo.defer(() => lock.release());
  const db = await openDatabase({ ...options, log });
  undo.defer(() => db.destroy());
  const parts = composeServer(options, deps, { log, db });
  await parts.book.load();
  await parts.recordings?.keepOnly(new Set(parts.book.list().map(({ id }) => id)));
  await parts.cohorts.load();
  await parts.hands.load();
  const { port } = await (door?.(parts.http) ?? listen(parts.http, options));
  undo.defer(() => void parts.http.close());
  parts.address.current = ownAddress({ host: options.host, port, more: options.allowedOrigins });
  const url = parts.address.current.shown;
  await parts.accounts.key.publish(`http://${loopbackOf(options)}:${port}`);
  undo.defer(() => parts.accounts.key.withdraw());
  parts.accounts.sweeper.start();
  undo.defer(() => parts.accounts.sweeper.stop());
  const metricsUrl = await listenForMetrics(parts, options);
  const firstAdminLink = await parts.accounts.firstAdminLink();
  parts.oldThings.start();
  undo.defer(() => parts.oldThings.stop());
  parts.graders.begin();
  parts.outbox.wake();
  parts.runtime.start();
  log.info({ url, dataDir: options.dataDir, provider: options.provider }, 'serving');
  const rest = undo.move();
  return running(parts, {
    url,
    port,
    metricsUrl,
    firstAdminLink,
    stop: () => shutDown({ ...parts, log, rest }),
  });
}

async function listenForMetrics(
  { metricsHttp, metricsPort }: ServerParts,
  { metrics }: CheckedOptions,
): Promise<string | undefined> {
  if (metricsHttp === undefined || metrics === undefined) return undefined;
  const { port } = await listen(metricsHttp, metrics, '--metrics-port');
  metricsPort.current = port;
  return `http://${loopbackOf(metrics)}:${port}/metrics`;
}

function running(
  { runtime, calls }: ServerParts,
  {
    stop,
    ...told
  }: Pick<RunningServer, 'firstAdminLink' | 'metricsUrl' | 'port' | 'url'> & {
    readonly stop: () => Promise<void>;
  },
): RunningServer {
  let closing: Promise<void> | undefined;
  return {
    ...told,
    calls,
    onRuntime: (listener) => {
      listener(runtime.status);
      return runtime.changes.add(listener);
    },
    close: () => (closing ??= stop()),
  };
}

/** Where a program on this machine finds the server. */
function loopbackOf({ host }: { readonly host: string }): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
