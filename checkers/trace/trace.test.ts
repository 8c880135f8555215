import { expect, test } from 'vitest';
import { describeHop } from './describe-hop.ts';
import { drawTrace } from './draw-trace.ts';
import { createFingerprint } from './fingerprint.ts';
import { lookAtDelivery } from './look-at-delivery.ts';
import type { Hop, SecretTrace } from './secret-trace.ts';
import {
  failing,
  pod,
  ready,
  request,
  secret,
  SmallWorld,
  store,
  warning,
} from './small-world.test-support.ts';

const fingerprint = createFingerprint();
const signal = new AbortController().signal;
const value = 'key-0123456789abcdef';
const soon = new Date('2026-01-01T00:00:30Z');

async function traceOf(world: SmallWorld, now = soon): Promise<SecretTrace> {
  const { facts } = await lookAtDelivery(world.probes, fingerprint, signal);
  return drawTrace(facts, now);
}

/** `vault:ready:version 1 …`, a line for each hop of the first way. */
function linesOf({ chains }: SecretTrace): readonly string[] {
  return (chains[0]?.stages ?? []).flatMap(({ kind, hops }) =>
    hops.length === 0 ? [`${kind}: none`] : hops.map(({ state, reason }) => `${kind}: ${state}, ${reason}`),
  );
}

function hopOf(trace: SecretTrace, kind: string): Hop {
  const found = trace.chains[0]?.stages.find((stage) => stage.kind === kind)?.hops[0];
  if (found === undefined) throw new Error(`no ${kind} in the picture`);
  return found;
}

function delivered(): SmallWorld {
  const world = new SmallWorld();
  world.write('secret/data/myapp/config', { api_key: value, other: 'not asked for' });
  world.put('secretstores', store(ready('Valid')));
  world.put('externalsecrets', request(ready('SecretSynced')));
  world.put('secrets', secret({ API_KEY: value }));
  world.put('pods', pod('2026-01-01T00:00:20Z'));
  return world;
}

test('nothing is there yet', async () => {
  expect(await traceOf(new SmallWorld())).toEqual({ chains: [], more: 0 });
});

test('a store that nothing asks is a picture of its own', async () => {
  const world = new SmallWorld();
  world.put('secretstores', store({}));
  expect(linesOf(await traceOf(world))).toEqual(['store: settling, nobody has looked at it yet']);
});

test('what is asked for and not there is absent, and what is on its way settles', async () => {
  const world = new SmallWorld();
  world.put('externalsecrets', request({ refreshTime: null, syncedResourceVersion: '' }));
  expect(linesOf(await traceOf(world))).toEqual([
    'vault: unseen, no store says where this is',
    'store: absent, no SecretStore of this name',
    'externalSecret: settling, nobody has looked at it yet',
    'secret: settling, not written yet',
    'pod: none',
  ]);
});

test('all the way: the hash is the same at both ends', async () => {
  const trace = await traceOf(delivered());
  expect(linesOf(trace)).toEqual([
    'vault: ready, version 1',
    'store: ready, Valid',
    'externalSecret: ready, SecretSynced',
    'secret: ready, the same as in Vault',
    'pod: ready, Running',
  ]);
  expect(hopOf(trace, 'vault').hashes).toEqual([{ key: 'api_key', hash: fingerprint(value) }]);
  expect(hopOf(trace, 'secret').hashes).toEqual([{ key: 'API_KEY', hash: fingerprint(value) }]);
  expect(hopOf(trace, 'pod').note).toBe('as variables');
});

test('a change in Vault settles until the next refresh, then it differs', async () => {
  const world = delivered();
  world.write('secret/data/myapp/config', { api_key: 'key-ffffffffffffffff' }, 2);
  const secretAt = async (now: string): Promise<string> =>
    linesOf(await traceOf(world, new Date(now)))[3] ?? '';
  expect(await secretAt('2026-01-01T00:00:30Z')).toBe('secret: settling, not the same as in Vault');
  expect(await secretAt('2026-01-01T00:02:00Z')).toBe('secret: failing, not the same as in Vault');
});

test('a Secret made by hand is not the same, whatever its conditions say', async () => {
  const world = delivered();
  world.put('secrets', secret({ API_KEY: 'something else' }));
  expect(hopOf(await traceOf(world), 'secret').state).toBe('settling');
});

test('a template makes values of its own, which can not be compared', async () => {
  const world = delivered();
  world.put(
    'externalsecrets',
    request(ready('SecretSynced'), { target: { name: 'myapp', template: { data: {} } } }),
  );
  expect(hopOf(await traceOf(world), 'secret')).toMatchObject({ state: 'ready', reason: 'written' });
});

test('an edit that was not read yet settles', async () => {
  const world = delivered();
  world.put('externalsecrets', {
    ...request(ready('SecretSynced')),
    metadata: { name: 'myapp', namespace: 'lab1', generation: 2 },
  });
  expect(hopOf(await traceOf(world), 'externalSecret').state).toBe('settling');
});

test('the last error is the newest warning, without values or tokens', async () => {
  const world = delivered();
  world.put('externalsecrets', request(failing('SecretSyncedError', `could not use ${value}`)));
  const hop = async (): Promise<Hop> => hopOf(await traceOf(world), 'externalSecret');
  expect((await hop()).error).toBe(`could not use (hidden, hash ${fingerprint(value)})`);
  world.put('events', warning('request', `denied for hvs.0123456789abcdefghij with ${value}`));
  expect(await hop()).toMatchObject({ state: 'failing', reason: 'SecretSyncedError' });
  expect((await hop()).error).toMatch(
    /^UpdateFailed: denied for \(hidden, hash \w+\) with \(hidden, hash \w+\)$/,
  );
});

test('a pod that took its variables before the last change says so', async () => {
  const world = delivered();
  world.put('pods', pod('2026-01-01T00:00:05Z'));
  expect(hopOf(await traceOf(world), 'pod').note).toContain('started before the Secret’s last change');
});

test('another Vault is not looked into', async () => {
  const world = delivered();
  world.put('secretstores', store(ready('Valid'), 'http://vault-b.lab1.svc:8200'));
  expect(hopOf(await traceOf(world), 'vault').state).toBe('unseen');
});

test('only so many ways are followed; the others are counted', async () => {
  const world = delivered();
  const many = Array.from({ length: 20 }, (_, index) => ({
    ...request({}),
    metadata: { name: `app-${index}`, namespace: 'lab1' },
  }));
  world.put('externalsecrets', ...many);
  const { chains, more } = await traceOf(world);
  expect([chains.length, more]).toEqual([12, 8]);
});

test('no value is in the picture or in what is told of a hop', async () => {
  const world = delivered();
  world.put('events', warning('secret', `found ${value}`));
  const { facts, secrets } = await lookAtDelivery(world.probes, fingerprint, signal);
  const trace = drawTrace(facts, soon);
  const looking = { probes: world.probes, fingerprint, secrets: new Set(secrets), signal };
  const told = [];
  for (const kind of ['vault', 'store', 'externalSecret', 'secret', 'pod'])
    told.push(await describeHop(hopOf(trace, kind), looking));
  expect(told.map((details) => details?.command)).toEqual([
    'vault kv get -mount=secret myapp/config',
    'kubectl -n lab1 describe secretstores vault',
    'kubectl -n lab1 describe externalsecrets myapp',
    'kubectl -n lab1 describe secrets myapp',
    'kubectl -n lab1 describe pods myapp-1',
  ]);
  expect(told[3]?.yaml).toContain(`API_KEY: (hidden, hash ${fingerprint(value)})`);
  expect(told[3]?.events).toHaveLength(1);
  const everything = JSON.stringify([trace, told]);
  expect(everything).not.toContain(value);
  expect(everything).not.toContain(Buffer.from(value).toString('base64'));
});
