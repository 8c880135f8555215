/**
 * For `.catch(ifMissing)` on a look at the file system: what is not there is `undefined`; anything else that keeps us
 * from looking is thrown on, for it would be taken for absence.
 */
export function ifMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return undefined;
  throw error;
}
