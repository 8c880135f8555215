import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isCacheLocked, lockCache } from '#containers/runtime/pipeline/cache-lock.ts';

let cacheDir: string;
const signal = new AbortController().signal;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'kindlab-lock-'));
});
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

test('a second holder is told that the cache is busy', async () => {
  const release = await lockCache(cacheDir, { signal, waitMs: 0 });
  expect(await isCacheLocked(cacheDir)).toBe(true);
  const onWait = vi.fn();
  await expect(lockCache(cacheDir, { signal, waitMs: 0, onWait })).rejects.toMatchObject({
    code: 'BUNDLE_BUSY',
  });
  expect(onWait).toHaveBeenCalledOnce();
  await release();
});

test('who waits gets the lock when it is released', async () => {
  const release = await lockCache(cacheDir, { signal, waitMs: 0 });
  const waiting = lockCache(cacheDir, { signal, waitMs: 10_000 });
  await release();
  await (
    await waiting
  )();
  expect(await isCacheLocked(cacheDir)).toBe(false);
});

test('waiting ends with an abort', async () => {
  const release = await lockCache(cacheDir, { signal, waitMs: 0 });
  const controller = new AbortController();
  const waiting = lockCache(cacheDir, { signal: controller.signal, waitMs: 60_000 });
  controller.abort();
  await expect(waiting).rejects.toThrow();
  await release();
});
