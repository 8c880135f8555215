import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

async function read(file: string): Promise<string> {
  return readFile(path.join(root, file), 'utf8');
}

test('every threat names a test that there is', async () => {
  const page = await read('docs/security.md');
  const table = page.split('\n## ').find((section) => section.startsWith('Threats')) ?? '';
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.includes('**') && !line.startsWith('| ---'));
  const named = rows
    .slice(1)
    .map((row) => ({ row, test: /`(\S+?\.(?:test|spec)\.ts)::([^|]*?)` *\|$/.exec(row) }));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((each) => each.test === null).map(({ row }) => row)).toEqual([]);
  const missing: string[] = [];
  for (const { test: found } of named) {
    const [, file = '', name = ''] = found ?? [];
    const text = await read(file).catch(() => '');
    // Names are written with the quotes of their source.
    if (text === '' || !text.replaceAll("\\'", "'").includes(name)) missing.push(`${file}::${name}`);
  }
  expect(missing).toEqual([]);
});
