import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { testTitles } from '#tests/support/test-titles.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** What has to be among the threats, in the words of the table. */
const attacks = [
  // From the cluster.
  'privileged',
  'hostPath',
  'kubelet',
  // From the workspace.
  'Docker socket',
  'another learner’s network',
  'nsenter',
  'kubectl debug node',
  'metadata address',
  'fork bomb',
  // From the web.
  'cross-site WebSocket hijacking',
  'session fixation',
  'CSRF',
  'XSS through terminal titles',
  'XSS through file names',
  'XSS through lab content',
  'path traversal in files',
  'path traversal in archives',
  'ticket is replayed',
  'SSRF through the port preview',
  'brute force: passwords',
  'brute force: codes',
  'secrets in logs',
];

interface Row {
  readonly threat: string;
  readonly file: string;
  readonly title: string;
}

async function read(file: string): Promise<string> {
  return readFile(path.join(root, file), 'utf8');
}

async function rowsOf(file: string, heading: string): Promise<readonly Row[]> {
  const page = await read(file);
  const table = page.split('\n## ').find((section) => section.startsWith(heading)) ?? '';
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.includes('**') && !line.startsWith('| ---'));
  return rows.slice(1).map((row) => {
    const [, threat = ''] = row.split('|');
    const [, where = '', title = ''] = /`(\S+?\.(?:test|spec)\.ts)::([^|]*?)` *\|$/.exec(row) ?? [];
    return { threat: threat.trim(), file: where, title };
  });
}

test.each([
  ['docs/security.md', 'Threats', 30],
  ['docs/not-fooled.md', 'The platform itself', 5],
] as const)('every threat of %s names a test that there is', async (file, heading, least) => {
  const rows = await rowsOf(file, heading);
  expect(rows.length).toBeGreaterThan(least);
  const missing: string[] = [];
  for (const each of rows) {
    const titles = each.file === '' ? undefined : testTitles(await read(each.file).catch(() => ''));
    if (titles?.has(each.title) !== true) missing.push(`${each.threat}: ${each.file}::${each.title}`);
  }
  expect(missing).toEqual([]);
});

test.each(attacks)('the table knows %s', async (attack) => {
  const threats = (await rowsOf('docs/security.md', 'Threats')).map(({ threat }) => threat);
  expect(threats.filter((threat) => threat.includes(attack))).not.toEqual([]);
});

test('a title counts where a test is declared, and nowhere else', () => {
  // Not in one piece here, or this file would seem to switch tests off.
  const [skip, todo] = ['skip', 'todo'];
  const source = `
    // test('in a comment', () => {});
    const text = "test('in a string', () => {})";
    describe('a group', () => {
      test('plain', () => { expect(x, 'a message').toBe(1); });
      test.each([['a']])('each %s', () => {});
      test.${skip}If(x)('by a condition', () => {});
      it(\`it, in 'quotes'\`, () => {});
      test.${skip}('skipped', () => {});
      it.${todo}('to do');
      describe.${skip}('off', () => { test('within what is off', () => {}); });
      test.step('a step', () => {});
      other('not a test', () => {});
    });`;
  expect([...testTitles(source)].sort()).toEqual(
    ['plain', 'each %s', 'by a condition', "it, in 'quotes'"]
      .flatMap((title) => [title, `a group ${title}`])
      .sort(),
  );
});
