import { expect, test } from 'vitest';
import { hostTrouble } from './host-trouble.ts';

test.each([
  ['https://kindlab-0123-control-plane:6443', undefined],
  ['https://10.213.4.32:6443', undefined],
  ['https://127.0.0.1:6443', 'loopback'],
  ['https://localhost:6443', 'loopback'],
  ['https://kubernetes.default.svc', 'in-cluster-name'],
  ['https://kubernetes.default.svc.cluster.local:443', 'in-cluster-name'],
  ['http://kindlab-0123-control-plane:6443', 'scheme'],
  ['kindlab-0123-control-plane:6443', 'not-a-url'],
  ['', 'not-a-url'],
])('%s: %s', (host, trouble) => {
  expect(hostTrouble(host)).toBe(trouble);
});
