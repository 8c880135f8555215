import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createUnderstanding } from '#site/languages/understand.ts';
import { compare, compareCatalogues } from './compare-catalogues.ts';
import { englishCatalogues, root, translatedLabs } from './english-catalogues.ts';
import { sentencesInCode } from './sentences-in-code.ts';
import { sentencesOfServer } from './sentences-of-server.ts';

describe('the catalogues', async () => {
  const english = await englishCatalogues();

  test('English ones are what the code says: npm run languages writes them', async () => {
    for (const [name, catalogue] of english)
      expect(JSON.parse(await readFile(path.join(root, name), 'utf8')), name).toEqual(catalogue);
  });

  test('other languages say everything, nothing else, and with the same places', async () => {
    expect(await compareCatalogues(english)).toEqual([]);
  });
});

describe('what the server says is found in its own pattern, and in no other', async () => {
  const read = async (name: string): Promise<Record<string, string>> =>
    JSON.parse(await readFile(path.join(root, name), 'utf8')) as Record<string, string>;
  const everywhere = [
    await read('site/languages/de/server.json'),
    await read('site/languages/de/checkers.json'),
  ];
  const fill = (sentence: string): string =>
    sentence.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => `\`${name}-7\``);

  test.each(['', ...translatedLabs])('%s', async (lab) => {
    const catalogues = lab === '' ? everywhere : [...everywhere, await read(`labs/${lab}/languages/de.json`)];
    const understand = createUnderstanding(catalogues);
    const all = catalogues.flatMap((catalogue) => Object.entries(catalogue));
    const wrong = all.filter(([english, own]) => understand(fill(english)) !== fill(own));
    expect(wrong).toEqual([]);
  });
});

describe('a catalogue is held to', () => {
  const forms = { one: 'One try left.', other: '{{count}} tries left.' };
  const wanted = { 'Sent to {{name}}.': 'Sent to {{name}}.', '{{count}} tries left.': forms };
  const right = {
    'Sent to {{name}}.': 'An {{name}} gesendet.',
    '{{count}} tries left.': { one: 'Noch ein Versuch.', other: 'Noch {{count}} Versuche.' },
  };

  test('what is said', () => {
    expect(compare(wanted, right, 'de')).toEqual([]);
    expect(compare(wanted, {}, 'de')).toHaveLength(2);
    expect(compare({}, right, 'de')).toHaveLength(2);
  });

  test('its places', () => {
    const wrong = { ...right, 'Sent to {{name}}.': 'An {{nam}} gesendet.' };
    expect(compare(wanted, wrong, 'de')).toEqual(['“Sent to {{name}}.” has {{name}}, not {{nam}}']);
  });

  test('every plural of the language', () => {
    expect(compare(wanted, right, 'pl')).toEqual([
      '“{{count}} tries left.” lacks the form “few”',
      '“{{count}} tries left.” lacks the form “many”',
    ]);
  });
});

describe('sentences are found', () => {
  test('in the interface', () => {
    const code = `t('Can’t'); t(\n  "It's {{what}}",\n  { what }); parts('See {{link}}', { link }); plural(n, { one: 'a', other: '{{count}} b' })`;
    expect(sentencesInCode('a.ts', code)).toEqual({
      'Can’t': 'Can’t',
      "It's {{what}}": "It's {{what}}",
      'See {{link}}': 'See {{link}}',
      '{{count}} b': { one: 'a', other: '{{count}} b' },
    });
  });

  test('and one that is not written out is refused', () => {
    expect(() => sentencesInCode('a.ts', 't(words)')).toThrow('a.ts');
    expect(() => sentencesInCode('a.ts', 't(`Sent to ${name}`)')).toThrow('a.ts');
  });

  test('in what the server says', () => {
    const code = "throw new Fault({ code: 'X', message: `There is no lab ${lab.id}.`, hint: 'Look again.' })";
    expect(sentencesOfServer('a.ts', code, 'spoken')).toEqual(['There is no lab {{id}}.', 'Look again.']);
  });
});
