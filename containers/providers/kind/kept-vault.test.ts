import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { Header } from 'tar';
import { expect, test } from 'vitest';
import { isHalfRestored, keptSince, markHalfRestored, readKept, writeKept } from './kept-vault.ts';

const signal = new AbortController().signal;
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const kept = (minute: number) => ({
  takenAt: at(minute),
  entries: new Map([['core/x', Buffer.from(`value ${String(minute)}`).toString('base64')]]),
});

/** A container's disk, as far as the engine shows it. */
function place() {
  const files = new Map<string, Buffer>();
  const missing = () => Promise.reject(Object.assign(new Error('none'), { statusCode: 404 }));
  const container = {
    putArchive: (archive: Buffer) => {
      files.set(`/${new Header(archive).path ?? ''}`, archive);
      return Promise.resolve();
    },
    infoArchive: ({ path }: { path: string }) => {
      const file = files.get(path);
      if (file === undefined) return missing();
      const { size, mtime } = new Header(file);
      const stat = Buffer.from(JSON.stringify({ size, mtime })).toString('base64');
      return Promise.resolve({ headers: { 'x-docker-container-path-stat': stat } });
    },
    getArchive: ({ path }: { path: string }) => {
      const file = files.get(path);
      return file === undefined ? missing() : Promise.resolve(Readable.from([file]));
    },
  };
  const docker = { getContainer: () => container } as unknown as Docker;
  return { files, at: { context: { docker }, id: '0123456789ab' } };
}

test('the newest counts, and only root may read it', async () => {
  const { files, at: there } = place();
  expect(await readKept(there, signal)).toBeUndefined();
  expect(await keptSince(there, signal)).toBeUndefined();
  for (const minute of [1, 2, 3]) await writeKept(there, kept(minute), signal);
  expect(await readKept(there, signal)).toEqual(kept(3));
  expect(await keptSince(there, signal)).toEqual(at(3));
  expect(files.size).toBe(2);
  for (const file of files.values()) expect(new Header(file)).toMatchObject({ mode: 0o600, uid: 0 });
});

test('one that was cut short is passed over for the one before', async () => {
  const { files, at: there } = place();
  await writeKept(there, kept(1), signal);
  await writeKept(there, kept(2), signal);
  const newest = [...files].find(([, file]) => new Header(file).mtime?.getTime() === at(2).getTime());
  newest?.[1].fill(0, 512 + 20, 512 + 40);
  expect(await readKept(there, signal)).toEqual(kept(1));
});

test('that a Vault has only a part of its contents is known until it has all of them', async () => {
  const { at: there } = place();
  expect(await isHalfRestored(there, signal)).toBe(false);
  await markHalfRestored(there, true, signal);
  expect(await isHalfRestored(there, signal)).toBe(true);
  await markHalfRestored(there, false, signal);
  expect(await isHalfRestored(there, signal)).toBe(false);
});
