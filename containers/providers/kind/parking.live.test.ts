import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { drive } from '#tests/conformance/drive.ts';
import { asLearner, liveCreateMs, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';
import type { KindProvider } from './kind-provider.ts';

const live = await openLiveKind('parking');
const noAbort = new AbortController().signal;
const owner = { learner: 'conformance', attempt: `parking-${String(process.pid)}` };
let provider: KindProvider;
let environment: Environment;

beforeAll(async () => {
  provider = await live.open();
  const plan = provider.plan({ ...liveSpec, startState: 'eso' }, owner);
  environment = await drive(provider.create(plan, noAbort));
}, liveCreateMs);
afterAll(async () => provider.destroy(environment.id, noAbort), 120_000);

const inAnHour = () => new Date(Date.now() + 3_600_000);

async function run(script: string): Promise<string> {
  const { exitCode, stdout, stderr } = await asLearner(environment, script);
  expect(exitCode, stderr).toBe(0);
  return stdout.trim();
}

async function states(): Promise<Record<string, string>> {
  const parts = { node: `${nameOf(environment.id)}-control-plane`, vault: nameOf(environment.id, 'vault') };
  const details = await Promise.all(
    Object.values(parts).map((name) => live.docker.getContainer(name).inspect()),
  );
  return Object.fromEntries(
    Object.keys(parts).map((part, index) => [part, details[index]?.State.Status ?? '']),
  );
}

test('files, objects, Vault with its tokens and keys, and running programs survive parking', async () => {
  await run(`
    vault kv put secret/parked word=kept >/dev/null
    vault secrets enable transit >/dev/null
    vault write -f transit/keys/mine >/dev/null
    vault token create -policy=default -ttl=12h -field=token >token
    vault write -field=ciphertext transit/encrypt/mine plaintext=$(printf kept | base64) >sealed
    kubectl -n lab1 create configmap parked --from-literal=word=kept >/dev/null
    echo kept >word
    nohup sh -c 'while sleep 1; do date +%s >>beats; done' >/dev/null 2>&1 &
    echo $! >beating
  `);
  for (const depth of ['paused', 'stopped'] as const) {
    environment = await provider.park(environment.id, { depth, expiresAt: inAnHour() }, noAbort);
    expect(environment).toMatchObject({ state: 'parked', parked: { depth } });
    expect(await states()).toEqual({ node: depth === 'paused' ? 'paused' : 'exited', vault: 'paused' });
    environment = await provider.unpark(environment.id, inAnHour(), noAbort);
    expect(environment.state).toBe('ready');
    const answer = await run(`
      cat word
      kubectl -n lab1 get configmap parked -o 'jsonpath={.data.word}{"\\n"}'
      vault kv get -field=word secret/parked; echo
      VAULT_TOKEN=$(cat token) vault token lookup -format=json | jq -r .data.display_name
      vault write -field=plaintext transit/decrypt/mine ciphertext=$(cat sealed) | base64 -d; echo
      kill -0 $(cat beating) && echo beats
      kubectl auth can-i create pods -n lab1
    `);
    expect(answer.split('\n'), depth).toEqual(['kept', 'kept', 'kept', 'token', 'kept', 'beats', 'yes']);
  }
}, 300_000);

test('a secret still arrives after parking, and the boundary still stands', async () => {
  await run(`
    kubectl -n lab1 create secret generic token --from-literal=token="$VAULT_TOKEN" >/dev/null
    kubectl -n lab1 apply -f - <<'YAML' >/dev/null
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: parked }
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth: { tokenSecretRef: { name: token, key: token } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: parked }
spec:
  refreshInterval: 5s
  secretStoreRef: { name: parked, kind: SecretStore }
  target: { name: parked }
  data: [{ secretKey: word, remoteRef: { key: parked, property: word } }]
YAML
    kubectl -n lab1 wait --for=condition=Ready externalsecret/parked --timeout=120s >/dev/null
    kubectl -n lab1 get secret parked >/dev/null
  `);
  const refused = await asLearner(environment, 'kubectl -n kube-system create configmap mine');
  expect(refused.exitCode).not.toBe(0);
}, 300_000);

/** Longer than a kubelet goes without looking at its containers before it calls its node not ready. */
const longSleepMs = 195_000;

test('after a long sleep the node is ready at once, and does not say otherwise a moment later', async () => {
  await provider.park(environment.id, { depth: 'paused', expiresAt: inAnHour() }, noAbort);
  await delay(longSleepMs);
  const began = performance.now();
  environment = await provider.unpark(environment.id, inAnHour(), noAbort);
  const seconds = (performance.now() - began) / 1000;
  expect(await run('kubectl get nodes --no-headers')).toMatch(/ Ready /);
  const relapse = await asLearner(
    environment,
    'kubectl wait node --all --for=condition=Ready=False --timeout=10s',
  );
  expect(relapse.exitCode, relapse.stdout).not.toBe(0);
  // The kubelet's next report would take a minute.
  expect(seconds).toBeLessThan(30);
}, 400_000);

/** As an engine that is restarted does it, or a machine that loses its power. */
async function killAll(): Promise<void> {
  const names = ['control-plane', 'vault', 'workspace'].map((part) => nameOf(environment.id, part));
  await Promise.all(
    names.map(async (name) => {
      const container = live.docker.getContainer(name);
      if ((await container.inspect()).State.Paused) await container.unpause();
      if ((await container.inspect()).State.Running) await container.kill();
    }),
  );
}

const fillVault = `
  for word in first second third; do vault kv put secret/deep/er word=$word >/dev/null; done
  echo 'path "secret/data/deep/*" { capabilities = ["read"] }' | vault policy write reader - >/dev/null
  vault token create -id=mine-by-name -policy=reader -ttl=12h >/dev/null
  vault auth enable approle >/dev/null
  vault write auth/approle/role/app token_policies=reader token_ttl=1h >/dev/null
  vault read -field=role_id auth/approle/role/app/role-id >role
  vault write -f -field=secret_id auth/approle/role/app/secret-id >secret
  vault secrets enable -path=old -version=1 kv >/dev/null
  vault kv put -mount=old "with blank/and%sign" word=kept >/dev/null
  vault token lookup -format=json | jq -r .data.accessor >accessor
`;
const askVault = `
  vault kv get -version=1 -field=word secret/deep/er; echo
  vault kv metadata get -format=json secret/deep/er | jq -r .data.current_version
  VAULT_TOKEN=mine-by-name vault kv get -field=word secret/deep/er; echo
  VAULT_TOKEN=mine-by-name vault kv get secret/parked >/dev/null 2>&1 || echo refused
  vault write -field=plaintext transit/decrypt/mine ciphertext=$(cat sealed) | base64 -d; echo
  VAULT_TOKEN=$(vault write -field=token auth/approle/login role_id=$(cat role) secret_id=$(cat secret)) \\
    vault kv get -field=word secret/deep/er; echo
  vault kv get -mount=old -field=word "with blank/and%sign"; echo
  vault token lookup -format=json | jq -r .data.accessor | cmp - accessor && echo same
  vault status -format=json | jq -r '"\\(.type) \\(.storage_type) \\(.sealed)"'
  cat word
`;
const whatVaultHas = [
  'first',
  '3',
  'third',
  'refused',
  'kept',
  'third',
  'kept',
  'same',
  'shamir inmem false',
  'kept',
];

test('when the engine ends everything, an environment comes back with all that its Vault had', async () => {
  await run(fillVault);
  expect((await run(askVault)).split('\n')).toEqual(whatVaultHas);
  environment = await provider.park(environment.id, { depth: 'stopped', expiresAt: inAnHour() }, noAbort);
  expect(environment.interrupted).toBeUndefined();
  const parkedAt = environment.parked?.since;
  await killAll();
  const found = await provider.find(owner, noAbort);
  expect(found).toMatchObject({ state: 'parked', interrupted: { shells: true } });
  const { vault } = found?.interrupted ?? {};
  expect(vault instanceof Date && parkedAt !== undefined && vault >= new Date(+parkedAt - 1000)).toBe(true);
  const refused = 'kubectl -n lab1 annotate es parked again=1 --overwrite >/dev/null';
  environment = await provider.unpark(environment.id, inAnHour(), noAbort);
  expect(environment).toMatchObject({ state: 'ready' });
  expect(environment.interrupted).toBeUndefined();
  expect((await run(askVault)).split('\n')).toEqual(whatVaultHas);
  await run(refused);
}, 300_000);

test('one that runs is found as interrupted, comes back as of the last time, and secrets go on arriving', async () => {
  await provider.keep(environment.id, noAbort);
  await run('vault kv put secret/late word=lost >/dev/null; kubectl -n lab1 delete secret parked >/dev/null');
  await killAll();
  const cut = await provider.find(owner, noAbort);
  expect(cut).toMatchObject({ state: 'interrupted', interrupted: { shells: true } });
  expect(cut?.interrupted?.vault).toBeInstanceOf(Date);
  environment = await provider.unpark(environment.id, inAnHour(), noAbort);
  expect((await run(askVault)).split('\n')).toEqual(whatVaultHas);
  expect((await asLearner(environment, 'vault kv get secret/late')).exitCode).not.toBe(0);
  await run(`
    timeout 120 bash -c 'until kubectl -n lab1 get secret parked >/dev/null 2>&1; do sleep 1; done'
    vault kv put secret/parked word=changed >/dev/null
    timeout 120 bash -c 'until [ "$(kubectl -n lab1 get secret parked -o jsonpath={.data.word} | base64 -d)" = changed ]; do sleep 1; done'
    vault kv put secret/parked word=kept >/dev/null
  `);
}, 300_000);

test('a parking that was cut short, or asked for twice, is brought back all the same', async () => {
  const cut = AbortSignal.timeout(150);
  await provider
    .park(environment.id, { depth: 'stopped', expiresAt: inAnHour() }, cut)
    .catch((error: unknown) => expect(cut.aborted, String(error)).toBe(true));
  const restarted = await live.open();
  environment = await restarted.unpark(environment.id, inAnHour(), noAbort);
  environment = await restarted.unpark(environment.id, inAnHour(), noAbort);
  expect(await run('vault kv get -field=word secret/parked')).toBe('kept');
}, 300_000);

test('what is put aside can be destroyed, and leaves nothing', async () => {
  await provider.park(environment.id, { depth: 'paused', expiresAt: inAnHour() }, noAbort);
  await provider.destroy(environment.id, noAbort);
  expect(await live.leftovers()).toEqual([]);
}, 120_000);
