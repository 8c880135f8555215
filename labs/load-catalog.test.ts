import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCatalog } from './load-catalog.ts';

const real = fileURLToPath(new URL('.', import.meta.url));
let root: string;

/** Folders of labs that have to lie beside the real ones: checks import by the package's own names. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindlab-labs-'));
  await cp(join(real, 'static-sync', 'lab.yaml'), join(root, 'one', 'lab.yaml'));
  await writeFile(join(root, 'one', 'values.ts'), `export const newValues = () => ({ word: 'abcdefg' });`);
  await patch((text) => text.replace(/exercises:[^]*/, 'exercises: [only]'));
  await writeFile(join(root, 'nothing.md'), '');
  await cp(join(real, 'static-sync', 'store-secret', 'exercise.yaml'), join(root, 'one/only/exercise.yaml'));
  const check = `{ id: 'a-check', claim: 'Something is there', points: 1, watches: [], look: async () => 1, judge: () => ({ kind: 'holds' }) }`;
  await writeFile(join(root, 'one/only/checks.ts'), `export const checks = [${check}];`);
  for (const name of ['solution.sh', 'reset.sh', 'mistakes'])
    await writeFile(join(root, 'one/only', name), '');
});
afterAll(() => rm(root, { recursive: true }));

async function patch(change: (text: string) => string): Promise<void> {
  const path = join(root, 'one', 'lab.yaml');
  await writeFile(path, change(await readFile(path, 'utf8')));
}

test('a lab without a start has none', async () => {
  expect((await loadCatalog({ root })).getLab('one').start).toBeUndefined();
});

test('of External Secrets the controller alone runs, unless the lab wants the whole', async () => {
  const lab = async () => (await loadCatalog({ root })).getLab('one').environment;
  expect(await lab()).not.toHaveProperty('externalSecrets');
  await patch((text) => text.replace('startState: bare', 'startState: eso'));
  expect(await lab()).toMatchObject({ startState: 'eso', externalSecrets: 'controller' });
  await patch((text) => text.replace('startState: eso', 'startState: eso\n  externalSecrets: whole'));
  expect(await lab()).not.toHaveProperty('externalSecrets');
  await patch((text) => text.replace('startState: eso', 'startState: bare'));
  await expect(loadCatalog({ root })).rejects.toThrow(/one\/lab\.yaml: externalSecrets says what runs of it/);
  await patch((text) => text.replace('\n  externalSecrets: whole', ''));
});

test('start.sh and how long it takes go together, and each is missed without the other', async () => {
  const script = join(root, 'one', 'start.sh');
  await writeFile(script, '');
  await expect(loadCatalog({ root })).rejects.toThrow(/one\/lab\.yaml: prepareSeconds is missing/);
  await patch((text) => `${text}\nprepareSeconds: 15\n`);
  expect((await loadCatalog({ root })).getLab('one').start).toEqual({ file: script, expectedMs: 15_000 });
  await rm(script);
  await expect(loadCatalog({ root })).rejects.toThrow(/one: there is no start\.sh/);
});
