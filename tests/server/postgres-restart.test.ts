import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '#site/server/state/open-database.ts';
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

test.each(kinds)(
  'a $name that ends a connection in the middle of a transaction fails that transaction alone',
  async (kind) => {
    await using database = await kind.openEmpty();
    const db = await openDatabase({ dataDir: '', databaseUrl: database.url });
    const pid = sql<{ pid: number }>`select pg_backend_pid() as pid`;
    const alive = (of: number) => sql`select 1 from pg_stat_activity where pid = ${of}`.execute(db);
    try {
      const transaction = db.transaction().execute(async (tx) => {
        const own = (await pid.execute(tx)).rows[0]?.pid ?? 0;
        await sql`select pg_terminate_backend(${own})`.execute(db);
        await until('the end', async () => (await alive(own)).rows.length === 0 || undefined, 30_000);
        await pid.execute(tx);
      });
      await expect(transaction).rejects.toThrow();
      expect((await pid.execute(db)).rows).toHaveLength(1);
    } finally {
      await db.destroy();
    }
  },
);
