import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { registryAnswers, registryHost } from '#containers/runtime/sources/registry/registry-answers.ts';
import { parseSet, setReference } from '#containers/runtime/sources/registry/set-manifest.ts';

const signal = new AbortController().signal;

test.each([
  ['docker.io/library', 'docker.io'],
  ['registry.example.org/training', 'registry.example.org'],
  ['127.0.0.1:5000', '127.0.0.1:5000'],
  ['localhost/x', 'localhost'],
  ['kindest/node', 'registry-1.docker.io'],
])('%s is asked at %s', (reference, host) => {
  expect(registryHost(reference)).toBe(host);
});

test.each([
  ['127.0.0.1:5000', '127.0.0.1:5000/kindlab/set:latest'],
  ['registry.example.org/training/', 'registry.example.org/training/kindlab/set:latest'],
  ['registry.example.org/training/kindlab/set:v2', 'registry.example.org/training/kindlab/set:v2'],
  ['registry.example.org/set@sha256:abc', 'registry.example.org/set@sha256:abc'],
])('%s carries its set at %s', (registry, reference) => {
  expect(setReference(registry)).toBe(reference);
});

test.each([
  [200, true],
  [401, true],
  [404, false],
  [503, false],
])('status %s: answers is %s', async (status, expected) => {
  const server = createServer((_request, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    expect(await registryAnswers(`127.0.0.1:${port}/team`, signal)).toBe(expected);
  } finally {
    server.close();
  }
});

test('nobody there is no answer', async () => {
  expect(await registryAnswers('127.0.0.1:9/team', signal)).toBe(false);
});

test('a set whose images are not pinned by digest is refused', () => {
  const bundle = {
    format: 1,
    recipe: '0123456789abcdef',
    source: 'packages',
    createdAt: '2026-01-01T00:00:00.000Z',
    versions: {
      kubernetes: '1',
      externalSecrets: '1',
      kind: '1',
      vault: '1',
      vaultProduct: 'openbao',
      helm: '1',
    },
    images: { node: 'n', vault: 'v', workspace: 'w' },
    tools: { kind: 'kind' },
  };
  const pin = (name: string) => `r/${name}@sha256:${'a'.repeat(64)}`;
  const images = { node: pin('node'), vault: pin('vault'), workspace: pin('workspace') };
  expect(parseSet(JSON.stringify({ format: 1, bundle, images })).images.node).toBe(images.node);
  expect(() =>
    parseSet(JSON.stringify({ format: 1, bundle, images: { ...images, node: 'r/node:latest' } })),
  ).toThrow('a reference with a digest');
});
