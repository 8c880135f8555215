import { expect, test } from 'vitest';
import { createClusterWrites, createKubernetesProbe } from './kubernetes.ts';
import type { KubernetesRequest } from './kubernetes-transport.ts';

const signal = new AbortController().signal;

function recording(status = 201) {
  const requests: KubernetesRequest[] = [];
  const writes = createClusterWrites((request) => {
    requests.push(request);
    return Promise.resolve({ status, body: { message: 'said no' }, text: '' });
  });
  return { requests, writes };
}

test('an object is created in its collection', async () => {
  const { requests, writes } = recording();
  await writes.create({ apiVersion: 'v1', plural: 'secrets', namespace: 'lab', name: 'x' }, {}, signal);
  expect(requests.map(({ method, path }) => [method, path])).toEqual([
    ['POST', '/api/v1/namespaces/lab/secrets'],
  ]);
});

test('a subresource is created below its object', async () => {
  const { requests, writes } = recording();
  const ref = {
    apiVersion: 'v1',
    plural: 'serviceaccounts',
    namespace: 'lab',
    name: 'my app',
    subresource: 'token',
  };
  await writes.create(ref, {}, signal);
  expect(requests[0]?.path).toBe('/api/v1/namespaces/lab/serviceaccounts/my%20app/token');
});

test('a refusal is a fault that says what the API said', async () => {
  const { writes } = recording(403);
  const created = writes.create({ apiVersion: 'v1', plural: 'secrets', name: 'x' }, {}, signal);
  await expect(created).rejects.toMatchObject({
    code: 'PROBE_FAILED',
    message: expect.stringContaining('said no') as string,
  });
});

test('a log is lines; one of a container that has not started is empty', async () => {
  const probe = (status: number, text: string) =>
    createKubernetesProbe(() => Promise.resolve({ status, body: {}, text }));
  const pod = { namespace: 'lab', name: 'vault-b-0', tailLines: 50 };
  expect(await probe(200, '{"a":1}\n\nplain\n').logs(pod, signal)).toEqual(['{"a":1}', 'plain']);
  expect(await probe(400, 'waiting to start').logs(pod, signal)).toEqual([]);
});
