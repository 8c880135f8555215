import { expect, test } from 'vitest';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { labView, problem, type AttemptView } from '#site/protocol/api.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

const mebibyte = 1024 ** 2;
const delaysMs = { network: 0, node: 0, 'control-plane': 0, vault: 0, workspace: 0, ready: 0 };

async function serve(world: FakeWorld) {
  const provider = new FakeProvider({ world, delaysMs });
  const server = await startTestServer({
    deps: { makeProvider: () => provider, timing: { diskMs: 10 } },
    options: { limits: { diskGiB: 4, keepFreeGiB: 2 } },
  });
  const id = await readyAttempt(server);
  const environment = world.list()[0]?.plan.id ?? '';
  const write = (mebibytes: number): void => void world.written.set(environment, mebibytes * mebibyte);
  return { server, id, write, environment };
}

async function environmentOf(server: TestServer): Promise<AttemptView['environment']> {
  const { attempt } = labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json());
  if (attempt === null) throw new Error('no attempt runs');
  return attempt.environment;
}

const stateOf = (server: TestServer, state: AttemptView['environment']['state']) =>
  until(state, async () => {
    const environment = await environmentOf(server);
    return environment.state === state ? environment : undefined;
  });

test('a learner who fills the disk is warned, stopped, told why, and gets back in to tidy up', async () => {
  const { server: made, id, write } = await serve(new FakeWorld());
  await using server = made;
  write(3500);
  const disk = await until('the warning', async () => {
    const environment = await environmentOf(server);
    return environment.state === 'ready' ? environment.disk : undefined;
  });
  expect(disk).toEqual({ usedMiB: 3500, limitMiB: 4096 });
  write(5000);
  expect(await stateOf(server, 'parked')).toMatchObject({ full: { usedMiB: 5000, limitMiB: 4096 } });
  await server.call('POST', `/api/attempts/${id}/resume`);
  await stateOf(server, 'ready');
  // A little more than it had, as an editor writes; then much more.
  write(5300);
  await until('the next look', async () => {
    const environment = await environmentOf(server);
    return (environment.state === 'ready' && environment.disk?.usedMiB === 5300) || undefined;
  });
  write(9000);
  expect(await stateOf(server, 'parked')).toMatchObject({ full: { usedMiB: 9000 } });
  const refused = await server.call('POST', `/api/attempts/${id}/resume`);
  expect(refused.status).toBe(409);
  expect(problem.parse(await refused.json())).toMatchObject({
    code: 'ENVIRONMENT_FULL',
    detail: expect.stringContaining('8.8 GiB of disk, and 4.0 GiB') as unknown,
  });
});

test('who has tidied up may go on as before', async () => {
  const { server: made, id, write } = await serve(new FakeWorld());
  await using server = made;
  write(5000);
  await stateOf(server, 'parked');
  await server.call('POST', `/api/attempts/${id}/resume`);
  await stateOf(server, 'ready');
  write(1000);
  await until('no warning', async () => {
    const environment = await environmentOf(server);
    return (environment.state === 'ready' && environment.disk === undefined) || undefined;
  });
});

test('when the machine has too little left, whoever writes most is stopped, whatever the limit', async () => {
  const world = new FakeWorld();
  world.diskBytes = 5000 * mebibyte;
  const { server: made, write } = await serve(world);
  await using server = made;
  await until('the first look', () => world.looks > 0 || undefined);
  write(3100);
  const { full } = { full: undefined, ...(await stateOf(server, 'parked')) };
  expect(full).toEqual({ usedMiB: 3100 });
});

test('nobody is looked at as long as the disk does not get fuller', async () => {
  const world = new FakeWorld();
  const { server: made, write } = await serve(world);
  await using _server = made;
  await until('the first look', () => world.looks > 0 || undefined);
  const before = world.looks;
  write(200);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(world.looks).toBe(before);
});
