import { expect, it } from 'vitest';
import { code, codes, presentable } from './presentable.ts';

it('hides secrets, control characters and what is too long', () => {
  expect(presentable('the key is key-12345678', ['key-12345678'])).toBe('the key is (hidden)');
  expect(presentable('a\u001b[31mb\u202ec', [])).toBe('a [31mb c');
  expect(presentable('x'.repeat(5000), [])).toHaveLength(600);
});

it('shows a learner’s words as code that cannot break out', () => {
  expect(code('`rm -rf`\nnow')).toBe("`'rm -rf' now`");
  expect(code('y'.repeat(200))).toHaveLength(82);
});

it('lists words', () => {
  expect(codes([])).toBe('none');
  expect(codes(['a'])).toBe('`a`');
  expect(codes(['a', 'b', 'c'])).toBe('`a`, `b` and `c`');
  expect(codes(['1', '2', '3', '4', '5', '6', '7', '8'])).toBe('`1`, `2`, `3`, `4`, `5`, `6` and 2 more');
});
