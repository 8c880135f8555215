import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { upstream } from '#containers/runtime/sources/registry/upstream.ts';

const labs = fileURLToPath(new URL('../../labs/', import.meta.url));
/** Of our own making, and so in every bundle by the same step. */
const ours = 'kindlab/shop:1';

test('every image that a lab runs is in the clusters of a bundle from upstream, by the name the lab uses', async () => {
  const used = new Set<string>();
  for (const file of await readdir(labs, { recursive: true })) {
    if (!/\.(?:sh|ya?ml)$/.test(file)) continue;
    for (const [, image] of (await readFile(labs + file, 'utf8')).matchAll(/^\s*image: (\S+)$/gm))
      if (image !== undefined) used.add(image);
  }
  expect([...used].sort()).toEqual([upstream.postgres, upstream.clusterOpenbao, ours].sort());
});
