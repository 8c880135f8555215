import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { list } from 'tar';
import { packLayer, writeImageArchive } from '#containers/runtime/sources/packages/parts/container-layer.ts';
import { isGoNewEnough } from '#containers/runtime/sources/packages/parts/go-toolchain.ts';
import { requireSha256 } from '#containers/runtime/sources/packages/parts/python-wheel.ts';
import { registerFile } from '#containers/runtime/sources/packages/parts/upstream-sources.ts';

let folder: string;
const signal = new AbortController().signal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindlab-parts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['go version go1.26.8 linux/amd64', true],
  ['go version go1.27 linux/amd64', true],
  ['go version go2.0 linux/amd64', true],
  ['go version go1.25.9 linux/amd64', false],
  ['command not found', false],
])('%s: new enough is %s', (text, expected) => {
  expect(isGoNewEnough(text)).toBe(expected);
});

test('a register file links in just the named providers', () => {
  expect(registerFile('provider', ['vault'])).toBe(
    'package register\n\nimport (\n\t_ "github.com/external-secrets/external-secrets/pkg/provider/vault"\n)\n',
  );
});

test('a file that is not the pinned one is refused', async () => {
  const file = join(folder, 'wheel');
  await writeFile(file, 'changed on the way');
  await expect(requireSha256(file, '0'.repeat(64))).rejects.toMatchObject({ code: 'BUNDLE_CORRUPT' });
});

test('equal content is an equal layer, and images share it in the archive', async () => {
  const [root, out] = [join(folder, 'root'), join(folder, 'out')];
  await mkdir(root);
  await mkdir(out);
  await writeFile(join(root, 'program'), 'bytes');
  const layer = await packLayer(root, out, signal);
  await writeFile(join(root, 'program'), 'bytes');
  expect((await packLayer(root, out, signal)).diffId).toBe(layer.diffId);
  const config = { Entrypoint: ['/program'] };
  await writeImageArchive(
    [
      { refs: ['a:1'], layer, config },
      { refs: ['b:1'], layer, config: {} },
    ],
    out,
  );
  const names: string[] = [];
  await list({ file: join(out, 'images.tar'), onReadEntry: (entry) => names.push(entry.path) });
  expect(names.filter((name) => name === layer.file)).toHaveLength(1);
  const manifest: unknown = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject([
    { RepoTags: ['a:1'], Layers: [layer.file] },
    { RepoTags: ['b:1'], Layers: [layer.file] },
  ]);
});
