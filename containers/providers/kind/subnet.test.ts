import { expect, test } from 'vitest';
import { freeSubnets, parseRoutes, subnetAt, subnetCount } from './subnet.ts';

test('a subnet gives fixed low addresses to our parts and leaves the upper half to the engine', () => {
  expect(subnetAt(0)).toEqual({
    cidr: '10.213.0.0/26',
    gateway: '10.213.0.1',
    vault: '10.213.0.2',
    workspace: '10.213.0.3',
    dynamicRange: '10.213.0.32/27',
  });
  expect(subnetAt(5).cidr).toBe('10.213.1.64/26');
  expect(subnetAt(subnetCount - 1)).toMatchObject({
    cidr: '10.213.255.192/26',
    dynamicRange: '10.213.255.224/27',
  });
});

test('without anything in use every subnet is free, beginning at the seed', () => {
  const free = freeSubnets([], 1022);
  expect(free).toHaveLength(subnetCount);
  expect(free.slice(0, 3)).toEqual([1022, 1023, 0]);
});

test('whatever overlaps is passed over, wider or narrower', () => {
  expect(freeSubnets(['10.213.0.0/26'], 0)[0]).toBe(1);
  expect(freeSubnets(['10.213.0.0/24'], 0)[0]).toBe(4);
  expect(freeSubnets(['10.213.0.77/32'], 1)[0]).toBe(2);
  expect(freeSubnets(['10.0.0.0/8'], 0)).toEqual([]);
  expect(freeSubnets(['172.17.0.0/16', '10.212.0.0/16', '10.214.0.0/16'], 0)).toHaveLength(subnetCount);
});

test('the default route, IPv6 and nonsense are no reason to give up', () => {
  expect(freeSubnets(['0.0.0.0/0', 'fc00:f853:ccd:e793::/64', '', 'x/y'], 7)[0]).toBe(7);
});

test('routes of the host are read as the kernel prints them', () => {
  const text = [
    'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'wg0\t0002D50A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    '',
  ].join('\n');
  expect(parseRoutes(text)).toEqual(['0.0.0.0/0', '10.213.2.0/24']);
  expect(parseRoutes('')).toEqual([]);
});
