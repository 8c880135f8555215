import { expect, test } from 'vitest';
import { databaseKinds } from '#tests/support/databases.ts';
import { startTestServer } from './start-test-server.ts';
import { until } from './until.ts';

const kinds = databaseKinds().filter(({ name }) => name === 'PostgreSQL');

test.each(kinds)(
  'a $name that is restarted costs an error, not the server',
  { timeout: 120_000 },
  async (kind) => {
    await using database = await kind.openEmpty();
    await using server = await startTestServer({ options: { databaseUrl: database.url } });
    const answer = (): Promise<Response> =>
      server.call('POST', '/api/quizzes/sample/answers', { question: 'one', given: ['b'] });
    expect((await answer()).status).toBe(200);

    await database.restart(async () => {
      const refused = await server.call('GET', '/api/progress');
      expect(refused.status).toBe(500);
      expect(await refused.text()).toMatch(/incident/);
      expect((await server.call('GET', '/api/health')).status).toBe(200);
    });

    await until(
      'answers again',
      async () => (await server.call('GET', '/api/progress')).ok || undefined,
      10_000,
    );
    const quiz = await (await server.call('GET', '/api/quizzes/sample')).json();
    expect(quiz, 'what was acknowledged before').toMatchObject({ questions: [{ triesLeft: 1 }] });
  },
);
