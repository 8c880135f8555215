import { expect, test } from 'vitest';
import type { KubernetesAnswer, KubernetesRequest } from './kubernetes-transport.ts';
import { createServiceProbe } from './services.ts';

const signal = new AbortController().signal;
const service = { namespace: 'lab', name: 'vault-b', port: 8200 };

function answering(answer: Omit<KubernetesAnswer, 'text'>) {
  const requests: KubernetesRequest[] = [];
  const probe = createServiceProbe((request) => {
    requests.push(request);
    return Promise.resolve({ ...answer, text: '' });
  });
  return { requests, probe };
}

test('a program is asked through the proxy, with headers and query', async () => {
  const { requests, probe } = answering({ status: 200, body: { ok: true } });
  const request = {
    method: 'GET',
    path: 'v1/secret/a b?list=true',
    headers: { 'X-Vault-Token': 't' },
  } as const;
  expect(await probe.ask(service, request, signal)).toEqual({ status: 200, body: { ok: true } });
  expect(requests).toEqual([
    {
      method: 'GET',
      path: '/api/v1/namespaces/lab/services/vault-b:8200/proxy/v1/secret/a%20b',
      query: { list: 'true' },
      headers: { 'X-Vault-Token': 't' },
    },
  ]);
});

test('a refusal of the program is an answer', async () => {
  const { probe } = answering({ status: 503, body: { errors: ['Vault is sealed'] } });
  expect(await probe.ask(service, { method: 'GET', path: 'v1/sys/mounts' }, signal)).toMatchObject({
    status: 503,
  });
});

test('nobody behind the Service is no answer', async () => {
  const body = { kind: 'Status', apiVersion: 'v1', message: 'no endpoints available for service "vault-b"' };
  const { probe } = answering({ status: 503, body });
  expect(await probe.ask(service, { method: 'GET', path: 'v1/sys/health' }, signal)).toBeUndefined();
});
