import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manifestName, type ArchiveManifest } from '#containers/runtime/archive/archive-manifest.ts';
import { unpackChecked } from '#containers/runtime/archive/import-bundle.ts';
import { sha256OfFile } from '#containers/runtime/pipeline/sha256.ts';

let folder: string;
let file: string;
const signal = new AbortController().signal;
const kindMark = 'kind-command-bytes';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindlab-import-'));
  file = join(folder, 'bundle.tar');
  await mkdir(join(folder, 'to'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function archive(
  change: (manifest: ArchiveManifest) => unknown = (manifest) => manifest,
): Promise<void> {
  const contents = { kind: kindMark, 'images.tar.zst': 'images' } as const;
  const parts: ArchiveManifest['parts'] = [];
  for (const [name, text] of Object.entries(contents)) {
    await writeFile(join(folder, name), text);
    const part = name === 'kind' ? 'kind' : 'images.tar.zst';
    parts.push({ name: part, bytes: text.length, sha256: await sha256OfFile(join(folder, name)) });
  }
  const bundle: ArchiveManifest['bundle'] = {
    format: 1,
    recipe: '0123456789abcdef',
    source: 'packages',
    createdAt: '2026-01-01T00:00:00.000Z',
    versions: {
      kubernetes: '1',
      externalSecrets: '1',
      kind: '1',
      vault: '1',
      vaultProduct: 'openbao',
      helm: '1',
    },
    images: { node: 'n', vault: 'v', workspace: 'w' },
    tools: { kind: 'kind' },
  };
  await writeFile(join(folder, manifestName), JSON.stringify(change({ format: 1, bundle, parts })));
  await create({ file, cwd: folder, portable: true }, [manifestName, 'kind', 'images.tar.zst']);
}

test('a sound archive gives its manifest', async () => {
  await archive();
  expect(await unpackChecked(file, join(folder, 'to'), signal)).toMatchObject({
    bundle: { recipe: '0123456789abcdef' },
  });
});

test('one flipped bit in a part is found before anything is loaded', async () => {
  await archive();
  const handle = await open(file, 'r+');
  const bytes = await handle.readFile();
  const at = bytes.indexOf(kindMark);
  await handle.write(Buffer.from([(bytes[at] ?? 0) ^ 1]), 0, 1, at);
  await handle.close();
  await expect(unpackChecked(file, join(folder, 'to'), signal)).rejects.toMatchObject({
    code: 'BUNDLE_CORRUPT',
    message: expect.stringContaining('the checksum of kind is wrong') as unknown,
  });
});

test.each([
  ['a cut archive', async () => (await open(file, 'r+')).truncate(1500)],
  ['something else', async () => writeFile(file, 'not a tar file at all')],
])('%s is corrupt', async (_name, damage) => {
  await archive();
  await damage();
  await expect(unpackChecked(file, join(folder, 'to'), signal)).rejects.toMatchObject({
    code: 'BUNDLE_CORRUPT',
  });
});

test('a manifest of another format is refused', async () => {
  await archive((manifest) => ({ ...manifest, format: 2 }));
  await expect(unpackChecked(file, join(folder, 'to'), signal)).rejects.toMatchObject({
    code: 'BUNDLE_CORRUPT',
    message: expect.stringContaining('manifest') as unknown,
  });
});

test('a missing file is corrupt too', async () => {
  await expect(unpackChecked(join(folder, 'none.tar'), join(folder, 'to'), signal)).rejects.toMatchObject({
    code: 'BUNDLE_CORRUPT',
  });
});
