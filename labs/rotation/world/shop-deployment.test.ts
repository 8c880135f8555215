import { expect, it } from 'vitest';
import { isShopImage } from './names.ts';
import { resolve } from './shop-deployment.ts';

it.each([
  [0, 2, 0],
  [1, 2, 1],
  ['25%', 2, 0],
  ['25%', 4, 1],
  ['50%', 3, 1],
  ['100%', 2, 2],
])('%s of %d pods may be unavailable: %d', (value, replicas, pods) => {
  expect(resolve(value, replicas)).toBe(pods);
});

it.each([
  ['kindlab/shop:1', true],
  ['docker.io/kindlab/shop:1', true],
  ['docker.io/library/postgres:15', false],
  ['example.com/kindlab/shop:1', false],
  ['kindlab/shop:10', false],
])('%s is the shop: %s', (image, expected) => {
  expect(isShopImage(image)).toBe(expected);
});
