import { describe, expect, test } from 'vitest';
import { isNetwork, TrustedProxies } from './trusted-proxies.ts';

test.each([
  ['10.0.0.1', true],
  ['10.42.0.0/16', true],
  ['fd00::/8', true],
  ['::1', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/', false],
  ['10.0.0/8', false],
  ['fd00::/129', false],
  ['0.0.0.0/0', false],
  ['proxy.example', false],
  ['10.0.0.1/8/8', false],
  ['', false],
])('%s is a network of proxies: %s', (text, is) => {
  expect(isNetwork(text)).toBe(is);
});

describe('where a request came from', () => {
  const trusted = new TrustedProxies(['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1']);

  test.each<[string, string, string | undefined, string]>([
    ['nobody in between', '198.51.100.1', undefined, '198.51.100.1'],
    ['somebody who writes the header themselves', '198.51.100.1', '203.0.113.9', '198.51.100.1'],
    ['by a proxy', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['by a proxy that appends to what the client wrote', '10.1.2.3', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['by two proxies', '10.1.2.3', '1.1.1.1, 203.0.113.9, 192.0.2.7', '203.0.113.9'],
    ['by a proxy that is not trusted', '10.1.2.3', '203.0.113.9, 192.0.2.8', '192.0.2.8'],
    ['by a proxy that says nothing', '10.1.2.3', undefined, '10.1.2.3'],
    ['by a proxy that says no address', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['by a proxy, from one of its own network', '10.1.2.3', '10.9.9.9', '10.9.9.9'],
    ['with a port', '10.1.2.3', '203.0.113.9:50000', '203.0.113.9'],
    ['by IPv6', 'fd00::1', '[2001:db8::9]:443', '2001:db8::9'],
    ['by a socket for both families', '::ffff:10.1.2.3', '::ffff:203.0.113.9', '203.0.113.9'],
    ['by no address at all', 'unknown', '203.0.113.9', 'unknown'],
  ])('%s', (_, peer, forwarded, client) => {
    expect(trusted.clientOf(peer, forwarded)).toBe(client);
  });

  test('nobody is trusted unless it is said', () => {
    expect(new TrustedProxies([]).clientOf('127.0.0.1', '203.0.113.9')).toBe('127.0.0.1');
  });

  test('a chain without end is not followed', () => {
    const chain = Array.from({ length: 5000 }, () => '10.0.0.1').join(',');
    expect(trusted.clientOf('10.1.2.3', `203.0.113.9,${chain}`)).toBe('10.0.0.1');
  });
});
