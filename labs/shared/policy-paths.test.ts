import { expect, test } from 'vitest';
import { coversPath, parsePolicy } from './policy-paths.ts';

test('rules are read with their capabilities; comments are not rules', () => {
  const text = `# path "secret/*" { capabilities = ["sudo"] }
path "secret/data/shop/cart" {
  capabilities = ["read", "list"]
}
path "secret/data/shop/+" { capabilities = [ "read" ] }`;
  expect(parsePolicy(text)).toEqual([
    { path: 'secret/data/shop/cart', capabilities: ['read', 'list'] },
    { path: 'secret/data/shop/+', capabilities: ['read'] },
  ]);
});

test.each([
  ['secret/data/shop/cart', 'secret/data/shop/cart', true],
  ['secret/data/shop/cart', 'secret/data/shop/cart2', false],
  ['secret/data/shop/*', 'secret/data/shop/a/b', true],
  ['secret/data/shop/*', 'secret/data/shops', false],
  ['secret/data/+/cart', 'secret/data/shop/cart', true],
  ['secret/data/+', 'secret/data/shop/cart', false],
  ['secret/data/a.c', 'secret/data/abc', false],
  ['*', 'sys/mounts', true],
])('%s covers %s: %s', (rule, asked, covered) => {
  expect(coversPath(rule, asked)).toBe(covered);
});
