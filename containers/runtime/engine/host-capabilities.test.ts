import { expect, test } from 'vitest';
import { hasSysResource } from '#containers/runtime/engine/host-capabilities.ts';

test.each([
  ['000001ffffffffff', true],
  ['000001fffeffffff', false],
  ['0000000000000000', false],
  ['0000000001000000', true],
])('bounding set %s: %s', (mask, expected) => {
  expect(
    hasSysResource(`Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t${mask}\nCapAmb:\t0000000000000000\n`),
  ).toBe(expected);
});

test('a status that does not say is taken as a usual host', () => {
  expect(hasSysResource('Name:\tnode\n')).toBe(true);
});
