import { PGlite } from '@electric-sql/pglite';
import { DurableFiles } from './durable-files.ts';

const settings = [
  // Plenty for a class, and an eighth of what it would take of the machine's memory by default.
  'shared_buffers=16MB',
  // The other ways of writing the log ask for nothing that WebAssembly hands on.
  'wal_sync_method=fsync',
];
/** As PGlite starts it, but for `-F`, by which nothing would be written to the disk before it is acknowledged. */
const startParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...settings.flatMap((setting) => ['-c', setting]),
];

/** The database in a folder, not yet ready; one that is not there is made. */
export function openPglite(folder: string): PGlite {
  return new PGlite({ fs: new DurableFiles(folder), relaxedDurability: false, startParams });
}
