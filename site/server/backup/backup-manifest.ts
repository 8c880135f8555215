import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

export const manifestFile = 'backup.json';

/** What stands first in a backup: what it holds, and how to tell that it is whole. */
export const backupManifest = z.strictObject({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Names of the migrations that the tables had been through, in order. */
  migrations: z.array(z.string()),
  tables: z.array(z.strictObject({ name: z.string(), rows: z.number().int().min(0) })),
  /** Every other file by its path in the backup, with `/`, and its SHA-256 as hex. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});
export type BackupManifest = z.infer<typeof backupManifest>;

export function tableFile(name: string): string {
  return `tables/${name}.jsonl`;
}

/** Paths of all files below a folder, with `/`, in order. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
