import { expect, test } from 'vitest';
import { z } from 'zod';
import { labView, progress } from '#site/protocol/api.ts';
import { readEvents } from './read-events.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

const ownData = z.object({
  format: z.literal(1),
  learner: z.literal('local'),
  attempts: z.array(z.object({ id: z.string(), lab: z.string() })),
  exercises: z.array(z.object({ exercise: z.string(), points: z.number() })),
  checks: z.array(z.object({ check: z.string() })),
  quizAnswers: z.array(z.object({ given: z.array(z.string()) })),
  certificates: z.array(z.object({ id: z.string(), envelope: z.string() })),
  reports: z.array(z.object({ note: z.string() })),
});

async function takeAlong(server: TestServer): Promise<z.infer<typeof ownData>> {
  return ownData.parse(await (await server.call('GET', '/api/own-data')).json());
}

test('a learner takes everything along, then has it deleted', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  using events = await readEvents(server, `/api/attempts/${attempt}/events`);
  await until('checks', () => events.of('report').length > 0 || undefined);
  await server.call('POST', '/api/dev/outcome', { kind: 'passed', what: 'store' });
  await server.call('POST', `/api/attempts/${attempt}/exercises/store/check`);
  await server.call('POST', '/api/quizzes/sample/answers', { question: 'one', given: ['b'] });
  await server.call('POST', '/api/labs/static-sync/report', { exercise: 'store', note: 'odd' });

  const answer = await server.call('GET', '/api/own-data');
  expect(answer.headers.get('content-disposition')).toContain('kindlab-my-data.json');
  const text = await answer.text();
  const data = ownData.parse(JSON.parse(text));
  expect(data.attempts.map(({ id }) => id)).toEqual([attempt]);
  expect(data.exercises.find(({ exercise }) => exercise === 'store')?.points).toBe(10);
  expect(data.checks.map(({ check }) => check)).toContain('values-stored');
  expect(data.quizAnswers).toMatchObject([{ given: ['b'] }]);
  expect(data.reports).toMatchObject([{ note: 'odd' }]);
  const { attempt: view } = labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json());
  for (const value of Object.values(view?.values ?? { none: 'no attempt' }))
    expect(text).not.toContain(value);

  expect((await server.call('DELETE', '/api/own-data')).status).toBe(204);
  await until('the end of the attempt', () => events.of('ended').length > 0 || undefined);
  const empty = { attempts: [], exercises: [], checks: [], quizAnswers: [], certificates: [], reports: [] };
  expect(await takeAlong(server)).toMatchObject(empty);
  const left = progress.parse(await (await server.call('GET', '/api/progress')).json());
  expect(left.labs[0]?.exercises.every(({ state }) => state === 'notTried')).toBe(true);
  expect(labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json()).attempt).toBeNull();
});
