import { expect, it } from 'vitest';
import { addressTrouble } from './server-address.ts';

const lab = 'http://vault.vault.svc:8200';

it.each([
  lab,
  `${lab}/`,
  'http://vault.vault.svc.cluster.local:8200',
  'http://vault.vault:8200',
  'http://vault.vault.svc.:8200',
])('takes %s for the lab’s Vault', (address) => {
  expect(addressTrouble(address, lab)).toBeUndefined();
});

it.each([
  ['http://127.0.0.1:8200', 'loopback'],
  ['http://localhost:8200', 'loopback'],
  ['http://[::1]:8200', 'loopback'],
  ['http://0.0.0.0:8200', 'loopback'],
  ['http://vault:8200', 'short-name'],
  ['https://vault.vault.svc:8200', 'scheme'],
  ['http://vault.vault.svc', 'port'],
  ['http://172.18.0.2:8200', 'other'],
  ['http://host.docker.internal:8200', 'other'],
  ['vault.vault.svc:8200', 'not-a-url'],
  ['', 'not-a-url'],
])('finds what is wrong with %s', (address, trouble) => {
  expect(addressTrouble(address, lab)).toBe(trouble);
});
