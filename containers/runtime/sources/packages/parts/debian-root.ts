import { join } from 'node:path';
import pRetry from 'p-retry';
import { Fault } from '#containers/contract/fault.ts';
import { findOnPath } from '#containers/runtime/engine/ensure-engine.ts';
import { aptInstall, canInstallPackages } from '#containers/runtime/engine/install-engine.ts';
import { versions } from '#containers/runtime/sources/packages/versions.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

export interface DebianRoot {
  readonly id: string;
  readonly title: string;
  readonly expectedMs: number;
  readonly packages: readonly string[];
}

/** Paths that no container of ours reads; together about a third of a minimal Debian. */
const leftOut = [
  '/usr/share/man/*',
  '/usr/share/info/*',
  '/usr/share/locale/*',
  '/usr/share/doc/*',
  '/usr/share/lintian/*',
];

/** A Debian root file system as `root.tar`, made from Debian packages with mmdebstrap. */
export function debianRoot(root: DebianRoot): PipelineStep {
  return {
    id: root.id,
    title: root.title,
    expectedMs: root.expectedMs,
    needs: [],
    inputs: { debian: versions.debian, packages: root.packages, leftOut },
    files: [],
    async run({ out, signal, report }) {
      const onLine = (line: string) => {
        const detail = /^(?:I: )?(.*\S)\s*$/.exec(line)?.[1];
        if (detail !== undefined) report({ detail });
      };
      await ensureMmdebstrap(signal, onLine);
      const argv = [
        'mmdebstrap',
        '--variant=minbase',
        '--format=tar',
        `--include=${root.packages.join(',')}`,
        '--aptopt=APT::Install-Recommends "false"',
        ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
        // Licences stay: Debian's packages ask for it.
        '--dpkgopt=path-include=/usr/share/doc/*/copyright',
        versions.debian,
        join(out, 'root.tar'),
      ];
      const run = () => runCommand(argv, { signal, timeoutMs: 15 * 60_000, onLine, env: { LC_ALL: 'C' } });
      await pRetry(run, { retries: 2, signal });
    },
  };
}

async function ensureMmdebstrap(signal: AbortSignal, onLine: (line: string) => void): Promise<void> {
  if ((await findOnPath('mmdebstrap')) !== undefined) return;
  if (await canInstallPackages())
    return aptInstall(['mmdebstrap', 'debian-archive-keyring'], { signal, onLine });
  throw new Fault({
    code: 'BUNDLE_DOWNLOAD',
    message: 'mmdebstrap is not installed; building the bundle from packages needs it (Debian or Ubuntu).',
    hint: 'Run `sudo apt-get install mmdebstrap`, or use the registry source, or import a bundle that was built elsewhere.',
  });
}
