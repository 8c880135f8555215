import { expect, test } from 'vitest';
import { isAllowed, packageLicences, readLock } from './package-licences.ts';

test('every package that Kindlab stands on has a licence on the list', async () => {
  const all = packageLicences(await readLock());
  expect(all.length).toBeGreaterThan(100);
  const refused = all.filter(({ licence }) => !isAllowed(licence));
  expect(refused, 'use another package, or add its licence to the list with the reason').toEqual([]);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['Apache-2.0 AND MIT', true],
  ['Apache-2.0 AND AGPL-3.0-only', false],
  ['SSPL-1.0 OR BUSL-1.1', false],
  ['UNLICENSED', false],
  ['', false],
])('%s: %s', (expression, wanted) => {
  expect(isAllowed(expression)).toBe(wanted);
});

test('a package without a licence, or with one that is not on the list, is found', () => {
  const lock = JSON.stringify({
    packages: {
      '': { version: '1.0.0' },
      'node_modules/good': { version: '1.0.0', license: 'ISC' },
      'node_modules/good/node_modules/@scope/bad': { version: '2.0.0', license: 'AGPL-3.0-only', dev: true },
      'node_modules/silent': { version: '3.0.0' },
    },
  });
  expect(packageLicences(lock).filter(({ licence }) => !isAllowed(licence))).toEqual([
    { name: '@scope/bad', version: '2.0.0', licence: 'AGPL-3.0-only', dev: true },
    { name: 'silent', version: '3.0.0', licence: '', dev: false },
  ]);
});
