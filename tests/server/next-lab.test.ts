import { expect, test } from 'vitest';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { poolLearner } from '#containers/sessions/quota.ts';
import type { Lab } from '#labs/lab.ts';
import { ScriptedCheckRunner } from '#site/server/dev/scripted-check-runner.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { quick } from './counting-shell.ts';
import { startTestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

test('for who is nearly through with a lab, the next one is made ready', async () => {
  const [lab] = sampleCatalog.labs;
  if (lab === undefined) throw new Error('the sample has no lab');
  const next: Lab = { ...lab, id: 'next', environment: { ...lab.environment, namespaces: ['lab2'] } };
  const world = new FakeWorld();
  const checkRunner = new ScriptedCheckRunner();
  await using server = await startTestServer({
    options: { poolSize: 1 },
    deps: {
      catalog: { ...sampleCatalog, labs: [lab, next] },
      checkRunner,
      makeProvider: () => new FakeProvider({ world, delaysMs: quick }),
      timing: { poolLookMs: 20 },
    },
  });
  const inPool = (of: Lab) => () =>
    world.list().some(({ owner, lab: made }) => owner.learner === poolLearner && made === of.id) || undefined;
  const attempt = await readyAttempt(server);
  await until('one more of the lab that was asked for', inPool(lab));

  const mustDo = lab.exercises.filter(({ bonus }) => !bonus);
  expect(mustDo.length).toBeGreaterThan(0);
  for (const { id } of mustDo) {
    const check = () => server.call('POST', `/api/attempts/${attempt}/exercises/${id}/check`);
    await check();
    checkRunner.set('passed', id, attempt);
    await check();
  }
  await until('the next lab', inPool(next));
  await until('its place', () => world.list().length === 2 || undefined);
});
