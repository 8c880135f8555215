import { readFile } from 'node:fs/promises';
import pRetry from 'p-retry';
import { Fault } from '#containers/contract/fault.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

const packages = ['docker.io', 'iptables', 'iproute2'];

/** Whether this is Debian, Ubuntu or a child of theirs, from the text of /etc/os-release. */
export function isDebianFamily(osRelease: string): boolean {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) =>
    (match[1] ?? '').split(' '),
  );
  return ids.includes('debian') || ids.includes('ubuntu');
}

/** Whether apt-get can install things here: Debian's family, as root. */
export async function canInstallPackages(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return isDebianFamily(osRelease);
}

/** Installs Debian packages without asking anything; a Fault of the given code says what apt-get said. */
export async function aptInstall(
  names: readonly string[],
  options: { readonly signal: AbortSignal; readonly onLine?: (line: string) => void },
): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const run = (argv: readonly string[]) => runCommand(argv, { ...options, env, timeoutMs: 10 * 60_000 });
  const attempt = async () => {
    await run(['apt-get', '-o', 'DPkg::Lock::Timeout=120', 'update', '-q']);
    await run([
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=120',
      'install',
      '-y',
      '-q',
      '--no-install-recommends',
      ...names,
    ]);
  };
  await pRetry(attempt, { retries: 2, signal: options.signal });
}

/** Installs Docker's engine from the distribution. Fault ENGINE_INSTALL when apt-get cannot. */
export async function installEngine(options: {
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}): Promise<void> {
  try {
    await aptInstall(packages, options);
  } catch (cause) {
    options.signal.throwIfAborted();
    throw new Fault({
      code: 'ENGINE_INSTALL',
      message: `Docker could not be installed: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: `Run \`apt-get update && apt-get install ${packages.join(' ')}\` by hand, mend what it reports, and start Kindlab again.`,
      cause,
    });
  }
}
