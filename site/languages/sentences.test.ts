import { expect, test } from 'vitest';
import { createWords } from './sentences.ts';

const german = createWords('de', {
  'Sent to {{name}}.': 'An {{name}} gesendet.',
  '{{count}} tries left.': { one: 'Noch ein Versuch.', other: 'Noch {{count}} Versuche.' },
  'See {{link}}, then go on.': 'Sieh {{link}} an, dann weiter.',
});
const english = createWords('en', {});
const forms = { one: 'One try left.', other: '{{count}} tries left.' } as const;

test('a sentence in another language has the same values in it', () => {
  expect(german.t('Sent to {{name}}.', { name: 'Shell 2' })).toBe('An Shell 2 gesendet.');
  expect(english.t('Sent to {{name}}.', { name: 'Shell 2' })).toBe('Sent to Shell 2.');
});

test('what a catalogue lacks is said in English', () => {
  expect(german.t('Close')).toBe('Close');
});

test('a value is never read as a sentence', () => {
  expect(german.t('Sent to {{name}}.', { name: '{{name}}' })).toBe('An {{name}} gesendet.');
});

test('a number decides the form', () => {
  expect([1, 2].map((count) => english.plural(count, forms))).toEqual(['One try left.', '2 tries left.']);
  expect([1, 2].map((count) => german.plural(count, forms))).toEqual([
    'Noch ein Versuch.',
    'Noch 2 Versuche.',
  ]);
});

test('numbers are written as in the language', () => {
  expect(german.t('{{size}} KiB', { size: 2048.5 })).toBe('2048,5 KiB');
  expect(english.t('{{size}} KiB', { size: 2048.5 })).toBe('2048.5 KiB');
});

test('a sentence goes around elements', () => {
  const link = { href: '/' };
  expect(german.parts('See {{link}}, then go on.', { link })).toEqual(['Sieh ', link, ' an, dann weiter.']);
});
