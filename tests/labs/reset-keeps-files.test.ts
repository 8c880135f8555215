import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const labs = fileURLToPath(new URL('../../labs/', import.meta.url));

test('no reset touches the files in the home folder: the page promises that they stay', async () => {
  const scripts = (await readdir(labs, { recursive: true })).filter((file) =>
    /(?:^|\/)(?:reset|start)\.sh$/.test(file),
  );
  expect(scripts.length).toBeGreaterThan(30);
  const touching = await Promise.all(
    scripts.map(async (file) => {
      const text = await readFile(path.join(labs, file), 'utf8');
      return /\$\{?HOME\b|~\/|\/home\//.test(text) ? [file] : [];
    }),
  );
  expect(touching.flat()).toEqual([]);
});
