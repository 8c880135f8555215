import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { auditList } from '#site/protocol/accounts.ts';
import { cohortXapi, type CohortXapi } from '#site/protocol/xapi.ts';
import { ClassRoom } from '#tests/server/class-room.ts';
import { newcomer, read, whoIs } from '#tests/server/people.ts';
import { until } from '#tests/server/until.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { freePort } from '#tests/support/free-port.ts';
import { Ralph } from './ralph.ts';

const patienceMs = 60_000;
/** Several things are waited for in turn. */
const testMs = 5 * patienceMs;

const statement = z.object({
  id: z.uuid(),
  actor: z.object({
    name: z.string().optional(),
    account: z.object({ homePage: z.string(), name: z.string() }),
  }),
  verb: z.object({ id: z.string() }),
  object: z.object({ id: z.string() }),
  result: z.record(z.string(), z.unknown()).optional(),
  context: z.object({
    registration: z.string().optional(),
    contextActivities: z.object({ grouping: z.array(z.object({ id: z.string() })) }),
  }),
});
type Statement = z.output<typeof statement>;

let ralph: Ralph;

beforeAll(async () => {
  ralph = await Ralph.install(await freePort());
}, 15 * 60_000);
afterAll(() => ralph[Symbol.asyncDispose]());

describe.each(databaseKinds())('a record store, $name', ({ name: kind, open }) => {
  // Either way of naming learners is under test, each on one of the databases.
  const names = kind === 'PostgreSQL';
  let database: TestDatabase;
  let room: ClassRoom;

  beforeAll(async () => {
    database = await open();
    const { endpoint, user, password } = ralph;
    const options = { databaseUrl: database.url, xapi: { endpoint, user, password, names } };
    room = await ClassRoom.open({ options, deps: { timing: { retryMs: 0.1 } } });
  });
  afterAll(async () => {
    await room[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  function log(): Promise<CohortXapi> {
    return read(cohortXapi, room.teacher.call('GET', room.path('xapi')));
  }

  async function said(): Promise<readonly Statement[]> {
    const all = (await ralph.read()).map((each) => statement.parse(each));
    return all.filter(({ actor }) => actor.account.homePage === room.server.url);
  }

  function inWords({ verb, object }: Statement): string {
    return `${verb.id.split('/').at(-1)} ${object.id.replace(room.server.url, '')}`;
  }

  test(
    'hears of a learner’s work in valid statements, also of what happened while it was down, and once each',
    async () => {
      const ada = await room.learner('ada');
      const { id: attempt } = await read(
        z.object({ id: z.string() }),
        ada.call('POST', '/api/labs/static-sync/attempt'),
      );
      await until(
        'a passed exercise',
        async () => {
          const outcome = { kind: 'passed', what: 'values-stored', attempt };
          await room.teacher.call('POST', '/api/dev/outcome', outcome);
          await ada.call('POST', `/api/attempts/${attempt}/exercises/store/check`);
          return (await log()).statements.some(({ verb }) => verb === 'passed') || undefined;
        },
        patienceMs,
      );
      const answer = { question: 'one', given: ['b'] };
      expect((await ada.call('POST', '/api/quizzes/sample/answers', answer)).status).toBe(200);
      const wanted = [
        'answered /api/quizzes/sample#one',
        'attempted /labs/static-sync/#store',
        'initialized /labs/static-sync/',
        'passed /labs/static-sync/#store',
      ];
      if (!ralph.isUp) {
        const down = await until(
          'what was given up on',
          async () => {
            const found = await log();
            return found.failed >= wanted.length ? found : undefined;
          },
          patienceMs,
        );
        expect(down.statements[0]?.tries.at(-1)?.error).toBe('ECONNREFUSED');
        await ralph.start();
        expect((await room.teacher.call('POST', room.path('xapi/again'))).status).toBe(200);
      }
      await until(
        'all of it',
        async () => {
          const { statements } = await log();
          const isAll = statements.every(({ state }) => state === 'delivered');
          return (isAll && statements.length >= wanted.length) || undefined;
        },
        patienceMs,
      );
      const heard = await said();
      expect([...new Set(heard.map(inWords))].toSorted()).toEqual(wanted);
      expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
      const shown = (await log()).statements.map(({ id }) => id);
      expect(shown.filter((id) => heard.every((each) => each.id !== id))).toEqual([]);

      const mine = (await whoIs(ada))?.id;
      const actors = new Set(heard.map(({ actor }) => JSON.stringify(actor)));
      expect(actors.size).toBe(1);
      const { account, name } = heard[0]!.actor;
      expect(account.homePage).toBe(room.server.url);
      if (names) expect([name, account.name]).toEqual(['ada', mine]);
      else {
        expect(name).toBeUndefined();
        expect(account.name).toMatch(/^[0-9a-f]{32}$/);
        expect(JSON.stringify(heard)).not.toContain(mine);
      }
      const of = (words: string) => heard.find((each) => inWords(each) === words);
      expect(of(wanted[3]!)?.result).toEqual({ success: true, completion: true });
      expect(of(wanted[0]!)?.result).toEqual({ success: false, response: 'b' });
      const attempted = of(wanted[1]!);
      expect(attempted?.result).toMatchObject({ score: { min: 0, max: 1 } });
      expect(attempted?.context.registration).toBe(of(wanted[2]!)?.context.registration);
      expect(attempted?.context.contextActivities.grouping.map(({ id }) => id)).toEqual([
        `${room.server.url}/course/`,
        `${room.server.url}/cohorts/?cohort=${room.cohort}`,
      ]);

      const kept = await ralph.read();
      expect(new Set(await ralph.judge(kept))).toEqual(new Set(['valid']));
      // The judge is awake, and the same statement once more changes nothing.
      expect(await ralph.judge([{ ...kept[0], verb: { id: 'no address' } }])).not.toContain('valid');
      expect(await ralph.put(kept[0]!)).toBe(204);
      expect(await said()).toHaveLength(heard.length);
    },
    testMs,
  );

  test('hears nothing of what somebody practises by themselves; its log is the teachers’', async () => {
    const before = (await said()).length;
    const eve = await newcomer(room.admin, 'eve');
    await eve.call('POST', '/api/labs/static-sync/attempt');
    await eve.call('POST', '/api/quizzes/sample/answers', { question: 'one', given: ['a'] });
    const ben = await room.learner('ben');
    await ben.call('POST', '/api/quizzes/sample/answers', { question: 'one', given: ['a'] });
    await until('what ben said', async () => (await said()).length > before || undefined, patienceMs);
    expect(await said()).toHaveLength(before + 1);
    expect((await ben.call('GET', room.path('xapi'))).status).toBe(403);
    const other = await newcomer(room.admin, 'other', 'instructor');
    expect((await other.call('POST', room.path('xapi/again'))).status).toBe(403);
    const { events } = await read(auditList, room.admin.call('GET', room.path('audit')));
    expect(events).toContainEqual(
      expect.objectContaining({ action: 'xapi.send-again', actorName: 'other', allowed: false }),
    );
    const shown = JSON.stringify([await log(), events]);
    expect(shown).not.toContain(ralph.password);
    const own = await (await ben.call('GET', '/api/own-data')).text();
    expect(own).toContain('expapi/verbs/answered');
    expect(own).not.toContain(ralph.password);
  });
});
