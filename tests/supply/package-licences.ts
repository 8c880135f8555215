import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

export interface PackageLicence {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; empty when the package does not say. */
  readonly licence: string;
  /** Whether only work on Kindlab needs it, so that it is no part of what runs. */
  readonly dev: boolean;
}

/** Licences that Apache-2.0 software may stand on without changing its own terms. */
export const allowed: ReadonlySet<string> = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT'],
  ...['PSF-2.0', 'Python-2.0', 'Unlicense'],
  // Of files: changes to theirs would have to be published, and we make none.
  'MPL-2.0',
  // Of libvips, which sharp loads as a library that can be exchanged.
  'LGPL-3.0-or-later',
]);

/** Packages that name their licence in a form that npm does not read; looked up in their own files. */
const looked: Readonly<Record<string, string>> = { buildcheck: 'MIT', 'cpu-features': 'MIT', ssh2: 'MIT' };

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string(), license: z.string().optional(), dev: z.boolean().default(false) }),
  ),
});

/** Every package of the lockfile's text, by name. */
export function packageLicences(lock: string): readonly PackageLicence[] {
  const { packages } = lockfile.parse(JSON.parse(lock));
  return Object.entries(packages)
    .filter(([place]) => place !== '')
    .map(([place, { version, license, dev }]) => {
      const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { name, version, licence: license ?? looked[name] ?? '', dev };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Whether an SPDX expression can be met by allowed licences: all of an AND, one of an OR. */
export function isAllowed(expression: string): boolean {
  const choices = expression
    .replaceAll(/[()]/g, ' ')
    .trim()
    .split(/\s+OR\s+/);
  return choices.some((choice) => choice.split(/\s+AND\s+/).every((each) => allowed.has(each.trim())));
}

export async function readLock(): Promise<string> {
  return readFile(path.resolve(import.meta.dirname, '../../package-lock.json'), 'utf8');
}
