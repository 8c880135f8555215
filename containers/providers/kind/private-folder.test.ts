import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makePrivateFolder, removePrivateFolders } from './private-folder.ts';

const ids = { gone: 'aaaaaaaaaaaa', kept: 'bbbbbbbbbbbb' };

test('what a killed server had in a private folder goes with the environment, and nothing else does', async () => {
  const temp = await mkdtemp(path.join(tmpdir(), 'kindlab-folders-'));
  vi.stubEnv('TMPDIR', temp);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(temp, { recursive: true });
  });
  const [first, second, other] = await Promise.all(
    [ids.gone, ids.gone, ids.kept].map((id) => makePrivateFolder(id)),
  );
  for (const folder of [first, second, other]) await writeFile(path.join(folder ?? '', 'config'), 'secret');
  expect((await stat(first ?? '')).mode & 0o077, 'nobody else reads it').toBe(0);
  await removePrivateFolders(ids.gone);
  expect(await readdir(temp)).toEqual([path.basename(other ?? '')]);
});
