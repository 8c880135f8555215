import { statfs } from 'node:fs/promises';
import prettyBytes from 'pretty-bytes';
import { Fault } from '#containers/contract/fault.ts';

/** Whether a failure, or anything that caused it, is a full disk: by error code or by what a tool printed. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  return /no space left on device|disk quota exceeded/i.test(error.message) || isDiskFull(error.cause);
}

/** Says which folder's disk is full and what to do. */
export async function diskFullFault(folder: string, cause: unknown): Promise<Fault> {
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return new Fault({
    code: 'DISK_TOO_SMALL',
    message: `The disk became full while preparing the runtime bundle (${prettyBytes(free, { binary: true })} left at ${folder}).`,
    hint: `Free some space there or on the disk of Docker (\`docker system df\` shows what it holds), or set KINDLAB_CACHE_DIR to a folder on a larger disk. The next start goes on from the last finished step.`,
    cause,
  });
}
