import { randomBytes } from 'node:crypto';
import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import { createVaultProbe, createVaultTransport, createVaultWrites } from './vault.ts';

const token = `root-${randomBytes(8).toString('hex')}`;
const port = 8200;
const minute = 60_000;
const signal = AbortSignal.timeout(10 * minute);
let vault: StartedTestContainer;

beforeAll(async () => {
  const bundle = await ensureBundle({ source: 'auto', vault: 'openbao', signal });
  // The helper that testcontainers removes leftovers with is an image of its own, which not every machine can pull.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  vault = await new GenericContainer(bundle.images.vault)
    .withEntrypoint(['bao'])
    .withCommand([
      'server',
      '-dev',
      '-dev-no-store-token',
      `-dev-root-token-id=${token}`,
      `-dev-listen-address=0.0.0.0:${String(port)}`,
    ])
    .withEnvironment({ HOME: '/tmp' })
    .withExposedPorts(port)
    .withWaitStrategy(Wait.forHttp('/v1/sys/health', port))
    .withStartupTimeout(minute)
    .start();
}, 10 * minute);

afterAll(async () => {
  await vault.stop();
});

function transport() {
  const address = `http://${vault.getHost()}:${String(vault.getMappedPort(port))}`;
  return createVaultTransport({ address, token, addressInCluster: address });
}

test('reads what was written, and tells what is not there by its status', async () => {
  const writes = createVaultWrites(transport());
  const probe = createVaultProbe(transport());
  expect(await writes.vaultWrite('secret/data/app', { data: { key: 'value' } }, signal)).toMatchObject({
    status: 200,
  });
  expect(await probe.read('secret/data/app', signal)).toMatchObject({
    status: 200,
    body: { data: { data: { key: 'value' } } },
  });
  expect(await probe.list('secret/metadata', signal)).toMatchObject({
    status: 200,
    body: { data: { keys: ['app'] } },
  });
  expect(await writes.vaultDelete('secret/metadata/app', signal)).toMatchObject({ status: 204 });
  expect(await probe.read('secret/data/app', signal)).toMatchObject({ status: 404 });
});

test('says what a token may do, and that an unknown one may nothing', async () => {
  const probe = createVaultProbe(transport());
  expect(await probe.lookupToken(token, signal)).toMatchObject({ status: 200 });
  expect((await probe.lookupToken('no-such-token', signal)).status).toBe(403);
  expect(await probe.capabilities(token, ['secret/data/app'], signal)).toMatchObject({ status: 200 });
});
