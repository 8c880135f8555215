import { expect, test } from 'vitest';
import { createUnderstanding } from './understand.ts';

const understand = createUnderstanding([
  {
    'Look again.': 'Sieh noch einmal nach.',
    'There is no lab {{lab}}.': 'Ein Lab {{lab}} gibt es nicht.',
    'it reads {{key}}; Vault has {{rest}}': 'es liest {{key}}; Vault hat {{rest}}',
    'no such entry': 'keinen solchen Eintrag',
    '{{shown}} and {{last}}': '{{shown}} und {{last}}',
    '{{count}} more': '{{count}} weitere',
    'the entry has {{keys}}': 'der Eintrag hat {{keys}}',
    'the entry has {{keys}} too many': 'der Eintrag hat {{keys}} zu viel',
  },
]);

test('a sentence that stands in a catalogue', () => {
  expect(understand('Look again.')).toBe('Sieh noch einmal nach.');
});

test('what stands in its places is taken over', () => {
  expect(understand('There is no lab `x.y (z)*`.')).toBe('Ein Lab `x.y (z)*` gibt es nicht.');
});

test('what stands in its places may be a sentence too', () => {
  expect(understand('it reads `a`; Vault has no such entry')).toBe(
    'es liest `a`; Vault hat keinen solchen Eintrag',
  );
});

test('a list of names', () => {
  expect(understand('the entry has `a`, `b` and 3 more')).toBe('der Eintrag hat `a`, `b` und 3 weitere');
});

test('the pattern with more words goes first', () => {
  expect(understand('the entry has `a` too many')).toBe('der Eintrag hat `a` zu viel');
});

test('several sentences that were put together', () => {
  expect(understand('There is no lab `x`. Look again.')).toBe(
    'Ein Lab `x` gibt es nicht. Sieh noch einmal nach.',
  );
});

test('what nobody knows stays as it is, also around an “and”', () => {
  expect(understand('Salt and pepper')).toBe('Salt and pepper');
  expect(understand('Look again. And again.')).toBe('Look again. And again.');
});

test('a long text that fits nothing takes no time', () => {
  const begun = performance.now();
  understand('it reads. '.repeat(2000));
  understand(`it reads ${'; Vault has '.repeat(2000)}!`.replace('; Vault has !', ''));
  expect(performance.now() - begun).toBeLessThan(5000);
});
