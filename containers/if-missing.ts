import { stat } from 'node:fs/promises';

/**
 * For `.catch(ifMissing)` on a look at the file system: what is not there is `undefined`; anything else that keeps us
 * from looking is thrown on, for it would be taken for absence.
 */
export function ifMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return undefined;
  throw error;
}

/** Whether there is such a file or folder; rejects when that can't be looked up. */
export async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(ifMissing)) !== undefined;
}
