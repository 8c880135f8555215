import { createHash } from 'node:crypto';

/** What the labels call an installation: short, and without its path, since everybody who may use Docker sees it. */
export function installationOf(dataDir: string | undefined): string {
  return dataDir === undefined ? 'default' : createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
}
