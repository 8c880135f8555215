import { access, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { userInfo } from 'node:os';
import type Docker from 'dockerode';
import { lock } from 'proper-lockfile';
import { Fault } from '#containers/contract/fault.ts';
import { connectEngine, connectionFault } from '#containers/runtime/engine/connect-engine.ts';
import { canInstallPackages, installEngine } from '#containers/runtime/engine/install-engine.ts';
import { raiseInotifyLimits } from '#containers/runtime/engine/raise-inotify-limits.ts';
import {
  configureOurEngine,
  engineHome,
  isOurEngine,
  startOurEngine,
} from '#containers/runtime/engine/start-engine.ts';

export interface EngineOptions {
  /** Folder for the log of an engine that we start. */
  readonly logDir: string;
  readonly signal: AbortSignal;
  /** One short line about what is being done. */
  readonly onDetail?: (detail: string) => void;
}

/**
 * Answers a Docker engine that works, together with the `docker` command that kind calls.
 * An engine that runs is used as it is; one that we installed earlier is started again; where there is none and
 * we may (root on Debian or Ubuntu), one is installed. Otherwise a Fault: ENGINE_DENIED, ENGINE_MISSING,
 * ENGINE_INSTALL or ENGINE_UNREACHABLE.
 */
export async function ensureEngine(options: EngineOptions): Promise<Docker> {
  const first = await connectEngine(process.env);
  const docker = first.kind === 'connected' ? first.docker : await bringUp(options);
  await requireCommand();
  for (const line of await raiseInotifyLimits()) options.onDetail?.(line);
  return docker;
}

async function bringUp(options: EngineOptions): Promise<Docker> {
  const mayInstall = (await canInstallPackages()) && process.env['DOCKER_HOST'] === undefined;
  if (!mayInstall) throw await currentFault();
  await mkdir(engineHome, { recursive: true });
  const release = await lock(engineHome, {
    retries: { retries: 240, minTimeout: 500, maxTimeout: 1000 },
    stale: 20_000,
  });
  try {
    // Another process may have brought the engine up while we waited for the lock.
    const again = await connectEngine(process.env);
    if (again.kind === 'connected') return again.docker;
    if (!(await isOurEngine())) await installOurs(again.kind, options);
    options.onDetail?.('Starting Docker');
    return (await startOurEngine(options.logDir, options.signal)).docker;
  } finally {
    await release();
  }
}

async function installOurs(kind: 'absent' | 'denied' | 'silent', options: EngineOptions): Promise<void> {
  if (kind !== 'absent' || (await findOnPath('dockerd')) !== undefined) {
    // Somebody else's engine that is down or broken: theirs to start, with their own settings.
    throw new Fault({
      code: 'ENGINE_UNREACHABLE',
      message: 'Docker is installed on this machine, but it is not running.',
      hint: 'Start it with `systemctl start docker` (or `dockerd`), see that `docker info` works, and start Kindlab again.',
    });
  }
  options.onDetail?.('Installing Docker from the distribution');
  await installEngine({ signal: options.signal, onLine: (line) => options.onDetail?.(line.slice(0, 120)) });
  await configureOurEngine();
}

async function currentFault(): Promise<Fault> {
  const connection = await connectEngine(process.env);
  if (connection.kind !== 'connected') return connectionFault(connection, userInfo().username);
  return new Fault({
    code: 'ENGINE_UNREACHABLE',
    message: 'Docker answered only at the second try.',
    hint: 'Start Kindlab again.',
  });
}

async function requireCommand(): Promise<void> {
  if ((await findOnPath('docker')) !== undefined) return;
  throw new Fault({
    code: 'ENGINE_MISSING',
    message: 'A Docker engine answers, but there is no `docker` command on the PATH; kind needs it.',
    hint: 'Install the Docker command line (Debian and Ubuntu: the package docker.io, or docker-ce-cli).',
  });
}

/** Full path of a program, as a shell would find it. */
export async function findOnPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(folder, name);
    if (
      await access(candidate).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  return undefined;
}
