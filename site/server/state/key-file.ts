import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';

/** 32 random bytes in a file for this account alone: made once, by whoever comes first, and the same for all from then on. */
export async function readOrMakeKey(file: string): Promise<Buffer> {
  const key = randomBytes(32);
  const mine = `${file}.${key.toString('hex', 0, 6)}`;
  try {
    await using made = await open(mine, 'wx', 0o600);
    await made.writeFile(key);
    await made.sync();
    // Whole from its first moment, however many begin at once.
    await link(mine, file);
    return key;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return await readFile(file);
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
}
