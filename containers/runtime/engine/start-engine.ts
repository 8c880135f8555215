import { spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '#containers/contract/fault.ts';
import { ifMissing } from '#containers/if-missing.ts';
import { connectEngine, type Connection } from '#containers/runtime/engine/connect-engine.ts';
import { hasSysResource } from '#containers/runtime/engine/host-capabilities.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

/** Where an engine that we installed keeps our settings. System-wide: it serves every cache and data folder. */
export const engineHome = '/usr/local/lib/kindlab/engine';
const startDeadlineMs = 60_000;
const pidFile = '/var/run/docker.pid';

/** Whether the engine on this machine was installed by Kindlab, so that Kindlab may start it. */
export async function isOurEngine(): Promise<boolean> {
  return (await readFile(join(engineHome, 'installed'), 'utf8').catch(ifMissing)) !== undefined;
}

/** Leaves the mark and the settings of an engine of ours; the wrapper only where the host needs it. */
export async function configureOurEngine(): Promise<void> {
  await mkdir(engineHome, { recursive: true });
  const settings: Record<string, unknown> = {
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '10m', 'max-file': '3' },
  };
  if (!hasSysResource(await readFile('/proc/self/status', 'utf8'))) {
    const wrapper = join(engineHome, 'runc-without-sys-resource');
    await copyFile(join(import.meta.dirname, 'runc-without-sys-resource.sh'), wrapper);
    await chmod(wrapper, 0o755);
    settings['runtimes'] = { 'runc-without-sys-resource': { path: wrapper } };
    settings['default-runtime'] = 'runc-without-sys-resource';
  }
  await writeFile(join(engineHome, 'daemon.json'), `${JSON.stringify(settings, null, 2)}\n`);
  await writeFile(join(engineHome, 'installed'), `${new Date().toISOString()}\n`);
}

/**
 * Starts the engine that we installed and waits until it answers. It outlives this process.
 * Fault ENGINE_UNREACHABLE with the end of its log when it does not answer in a minute.
 */
export async function startOurEngine(
  logDir: string,
  signal: AbortSignal,
): Promise<Connection & { kind: 'connected' }> {
  const logFile = join(logDir, 'dockerd.log');
  if (await runsSystemd()) {
    await runCommand(['systemctl', 'start', 'docker'], { signal, timeoutMs: startDeadlineMs });
  } else {
    await removeStalePid();
    await mkdir(logDir, { recursive: true });
    await spawnDaemon(logFile);
  }
  const deadline = Date.now() + startDeadlineMs;
  while (Date.now() < deadline) {
    const connection = await connectEngine({});
    if (connection.kind === 'connected') return connection;
    await delay(250, undefined, { signal });
  }
  const log = await readFile(logFile, 'utf8').catch(() => 'see `journalctl -u docker`');
  throw new Fault({
    code: 'ENGINE_UNREACHABLE',
    message: `Docker was started but does not answer. The end of its log:\n${log.slice(-2000)}`,
    hint: `Read ${logFile}; often a kernel module (overlay, ip_tables) or a cgroup is missing.`,
  });
}

async function runsSystemd(): Promise<boolean> {
  return (await readFile('/proc/1/comm', 'utf8').catch(() => '')).trim() === 'systemd';
}

/** After a reboot without a fresh /run, dockerd refuses to start when its old process id is in use by anything. */
async function removeStalePid(): Promise<void> {
  const pid = (await readFile(pidFile, 'utf8').catch(() => '')).trim();
  if (pid === '') return;
  const command = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
  if (command !== 'dockerd') await rm(pidFile, { force: true });
}

async function spawnDaemon(logFile: string): Promise<void> {
  await using log = await open(logFile, 'a');
  const child = spawn('dockerd', ['--config-file', join(engineHome, 'daemon.json')], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
}
