import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparePages } from './compare-pages.ts';
import { compareFiles, translatedPages } from './drift-command.ts';

const root = path.resolve(import.meta.dirname, '../..');
const pages = await translatedPages(path.join(root, 'site/content/docs/labs'));

test('the first lab is translated', () => {
  expect(pages.map(({ lab }) => lab)).toContain('static-sync');
});

test.each(pages)('$translation does what the English page does', async ({ original, translation }) => {
  expect(await compareFiles(original, translation)).toEqual([]);
});

describe('a translation that drifts', async () => {
  const first = pages.find(({ lab }) => lab === 'static-sync');
  const english = await readFile(first?.original ?? '', 'utf8');
  const german = await readFile(first?.translation ?? '', 'utf8');
  const drift = (changed: string): readonly string[] =>
    comparePages({ name: 'en.mdx', text: english }, { name: 'de.mdx', text: changed });
  const lineOf = (text: string): string => String(german.slice(0, german.indexOf(text)).split('\n').length);

  test('by another command', () => {
    const found = drift(german.replace('refreshInterval: 30s\n', 'refreshInterval: 1h\n'));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('refreshInterval: 1h');
    expect(found[0]).toContain(`de.mdx:${lineOf("```bash run\nkubectl apply -f - <<'EOF_SECRET'")}: `);
  });

  test('by a command that got lost', () => {
    const found = drift(german.replace('```bash run\nvault secrets list\n```\n', ''));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('vault secrets list');
  });

  test('by a block that lost its Run button', () => {
    expect(
      drift(german.replace('```bash run\nvault secrets list', '```bash\nvault secrets list')),
    ).toHaveLength(1);
  });

  test('by the value of another key', () => {
    expect(drift(german.replace('<Value name="api_key" />', '<Value name="api_token" />'))).toHaveLength(1);
  });

  test('by exercises in another order', () => {
    const swapped = german
      .replace('id="store-secret"', 'id="…"')
      .replace('id="install-eso"', 'id="store-secret"')
      .replace('id="…"', 'id="install-eso"');
    expect(drift(swapped)[0]).toContain('install-eso, store-secret');
  });

  test('by a command in the text', () => {
    const found = drift(german.replace('`vault kv patch`', '`vault kv put --patch`'));
    expect(found.join('\n')).toContain('vault kv put --patch');
    expect(found.join('\n')).toContain('nothing says `vault kv patch`');
  });

  test('not by words', () => {
    expect(drift(german.replace('Dein Team', 'Euer Team').replace('Wem gehört', 'Zu wem gehört'))).toEqual(
      [],
    );
  });
});
