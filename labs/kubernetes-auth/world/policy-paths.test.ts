import { expect, test } from 'vitest';
import { covers, policyPaths } from './policy-paths.ts';

test('paths are read from HCL, comments are not', () => {
  const policy =
    '# path "no/1"\npath "secret/data/a" { capabilities = ["read"] }\n/* path "no/2" */ path  "b/*" {}\n// path "no/3"';
  expect(policyPaths(policy)).toEqual(['secret/data/a', 'b/*']);
});

test.each([
  ['secret/data/myapp/config', true],
  ['secret/data/myapp/*', true],
  ['secret/data/my*', true],
  ['secret/*', true],
  ['*', true],
  ['secret/+/myapp/config', true],
  ['secret/data/+/config', true],
  ['secret/myapp/config', false],
  ['secret/data/myapp', false],
  ['secret/data/myapp/config/more', false],
  ['secret/data/myapp/config/*', false],
  ['+/myapp/config', false],
])('%s: %s', (pattern, expected) => {
  expect(covers(pattern, 'secret/data/myapp/config')).toBe(expected);
});
