import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

async function read(file: string): Promise<string> {
  return readFile(path.join(root, file), 'utf8');
}

test.each([
  ['docs/security.md', 'Threats', 30],
  ['docs/not-fooled.md', 'The platform itself', 5],
] as const)('every threat of %s names a test that there is', async (file, title, least) => {
  const page = await read(file);
  const table = page.split('\n## ').find((section) => section.startsWith(title)) ?? '';
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.includes('**') && !line.startsWith('| ---'));
  const named = rows
    .slice(1)
    .map((row) => ({ row, test: /`(\S+?\.(?:test|spec)\.ts)::([^|]*?)` *\|$/.exec(row) }));
  expect(named.length).toBeGreaterThan(least);
  expect(named.filter((each) => each.test === null).map(({ row }) => row)).toEqual([]);
  const missing: string[] = [];
  for (const { test: found } of named) {
    const [, where = '', name = ''] = found ?? [];
    const text = await read(where).catch(() => '');
    // Names are written with the quotes of their source.
    if (text === '' || !text.replaceAll("\\'", "'").includes(name)) missing.push(`${where}::${name}`);
  }
  expect(missing).toEqual([]);
});
