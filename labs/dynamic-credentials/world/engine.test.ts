import { expect, it } from 'vitest';
import { readUrl } from './engine.ts';

it.each([
  [
    'postgresql://{{username}}:{{password}}@node:30432/shop?sslmode=disable',
    { templated: true, host: 'node', port: '30432', database: 'shop', sslmode: 'disable' },
  ],
  [
    'postgresql://{{username}}:{{password}}@node:30432',
    { templated: true, host: 'node', port: '30432', database: '', sslmode: '' },
  ],
  [
    'postgresql://vault_admin:a-password@node:30432/shop',
    { templated: false, host: 'node', port: '30432', database: 'shop', sslmode: '' },
  ],
  ['node:30432', { templated: false, host: '', port: '', database: '', sslmode: '' }],
  ['host=node user={{username}}', { templated: false, host: '', port: '', database: '', sslmode: '' }],
])('reads %s', (url, parts) => {
  expect(readUrl(url)).toEqual(parts);
});
