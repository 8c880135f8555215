import { expect, test } from 'vitest';
import { z } from 'zod';
import { labView, progress } from '#site/protocol/api.ts';
import { madeToken } from '#site/server/grader-api/messages.ts';
import { GradingProgram, startForGraders } from './grading-program.ts';
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
  tokens: z.array(z.object({ name: z.string() })),
  jobs: z.array(z.object({ id: z.string(), evidence: z.string().nullable() })),
  webhooks: z.array(z.object({ url: z.string() })),
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

test('what programs had, made and were told goes along and away, too, and what runs for them ends', async () => {
  await using server = await startForGraders({ options: { webhookOrigins: ['http://127.0.0.1:9'] } });
  const program = new GradingProgram(server.url);
  const attempt = await readyAttempt(server);
  const { id } = await program.check(attempt, ['store']);
  await program.reached(id, 'done');
  const scopes = ['jobs:read'];
  const { token } = madeToken.parse(
    await (await program.call('POST', '/tokens', { name: 'ci', scopes })).json(),
  );
  await program.call('POST', '/webhooks', { url: 'http://127.0.0.1:9/' });
  const running = await program.check(attempt, ['sync']);
  const withToken = new GradingProgram(server.url, token);
  expect((await withToken.call('GET', '/jobs')).status).toBe(200);

  const text = await (await server.call('GET', '/api/own-data')).text();
  const data = ownData.parse(JSON.parse(text));
  expect(data.jobs.map((each) => each.id)).toEqual([id, running.id]);
  expect(data.jobs[0]?.evidence).toContain('signatures');
  expect([data.tokens, data.webhooks]).toMatchObject([[{ name: 'ci' }], [{ url: 'http://127.0.0.1:9/' }]]);
  expect(text).not.toContain(token);

  expect((await server.call('DELETE', '/api/own-data')).status).toBe(204);
  expect(await takeAlong(server)).toMatchObject({ tokens: [], jobs: [], webhooks: [] });
  expect((await withToken.call('GET', '/jobs')).status).toBe(401);
});
