import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditList } from '#site/protocol/accounts.ts';
import {
  cohortEvent,
  cohortWebhooks,
  webhookSecret,
  type CohortEvent,
  type CohortWebhooks,
} from '#site/protocol/cohort-webhooks.ts';
import { cohortExport } from '#site/protocol/cohorts.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { Receiver } from '#tests/support/receiver.ts';
import { ClassRoom, type Seated } from './class-room.ts';
import { newcomer, Person, read, signIn, whoIs } from './people.ts';
import { until } from './until.ts';

const patienceMs = 60_000;
const dayMs = 24 * 3_600_000;
const everything = ['lab.begun', 'exercise.checked', 'exercise.passed', 'mark.changed', 'hand.raised'];

describe.each(databaseKinds())('webhooks of a cohort, $name', ({ open }) => {
  let database: TestDatabase;
  let receiver: Receiver;
  let room: ClassRoom;
  let aheadMs = 0;

  beforeAll(async () => {
    database = await open();
    receiver = await Receiver.start();
    const options = { databaseUrl: database.url, webhookOrigins: [receiver.origin] };
    // Each pause is four times the one before: eight tries take a second.
    const deps = { timing: { retryMs: 0.1 }, now: () => new Date(Date.now() + aheadMs) };
    room = await ClassRoom.open({ options, deps });
  });
  afterEach(async () => {
    aheadMs = 0;
    await signIn(room.teacher, 'teacher');
    for (const { id } of (await shown()).webhooks) await call('DELETE', id);
    receiver.heard.length = 0;
    receiver.answers.length = 0;
  });
  afterAll(async () => {
    await room[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  function shown(): Promise<CohortWebhooks> {
    return read(cohortWebhooks, room.teacher.call('GET', room.path('webhooks')));
  }

  function call(method: string, to: string, body?: object): Promise<Response> {
    return room.teacher.call(method, room.path(`webhooks/${to}`), body);
  }

  function add(url: string, events = everything, by = room.teacher): Promise<Response> {
    return by.call('POST', room.path('webhooks'), { url, events });
  }

  async function hook(events = everything) {
    const answer = await add(`${receiver.origin}/told?by=kindlab`, events);
    expect(answer.status, await answer.clone().text()).toBe(201);
    return read(webhookSecret, answer);
  }

  /** Proves what is named by a full run. */
  async function check({ person, attempt }: Seated, exercise: string, ...passed: string[]): Promise<void> {
    await until(
      'a check',
      async () => {
        for (const what of passed)
          await room.teacher.call('POST', '/api/dev/outcome', { kind: 'passed', what, attempt });
        return (
          (await person.call('POST', `/api/attempts/${attempt}/exercises/${exercise}/check`)).ok || undefined
        );
      },
      patienceMs,
    );
  }

  function told(state: 'delivered' | 'failed') {
    return until(
      `messages that are ${state}`,
      async () => {
        const all = await shown();
        return all.told.length > 0 && all.told.every((each) => each.state === state) ? all : undefined;
      },
      patienceMs,
    );
  }

  function events(secret: string): readonly CohortEvent[] {
    return receiver.heard.map(({ body, headers }) =>
      cohortEvent.parse(new Webhook(secret).verify(body, headers as Record<string, string>)),
    );
  }

  test('hear what they chose, signed, once each; the log says what and who', async () => {
    const all = await hook();
    const some = await hook(['exercise.passed']);
    const ada = await room.seat('ada');
    using _page = ada;
    const id = (await whoIs(ada.person))?.id;
    await check(ada, 'store', 'values-stored');
    const isMark = ({ body }: (typeof receiver.heard)[number]): boolean =>
      cohortEvent.parse(JSON.parse(body)).type === 'mark.changed';
    await until('the mark as it was computed', () => receiver.heard.some(isMark) || undefined, patienceMs);
    await ada.person.call('POST', `/api/attempts/${ada.attempt}/hand`, { text: 'Look at this' });
    const marked = await room.teacher.call('POST', room.path(`marks/${id}/static-sync/store`), {
      points: 4,
      reason: 'Copied',
    });
    expect(marked.status).toBe(200);
    const types = (secret: string): readonly string[] => {
      const mine = receiver.heard.filter(({ body, headers }) => {
        try {
          return Boolean(new Webhook(secret).verify(body, headers as Record<string, string>));
        } catch {
          return false;
        }
      });
      return mine.map(({ body }) => cohortEvent.parse(JSON.parse(body)).type).toSorted();
    };
    await until('all of it', () => types(all.secret).length >= 6 || undefined, patienceMs);
    await told('delivered');
    expect(types(all.secret)).toEqual([...everything, 'mark.changed'].toSorted());
    expect(types(some.secret)).toEqual(['exercise.passed']);
    const bodies = receiver.heard.map(({ body }) => cohortEvent.parse(JSON.parse(body)));
    const about = { cohort: room.cohort, learner: { id, name: 'ada' }, lab: 'static-sync' };
    expect(bodies.find(({ type }) => type === 'exercise.passed')?.data).toEqual({
      ...about,
      attempt: ada.attempt,
      exercise: 'store',
      labDone: false,
    });
    const marks = bodies.flatMap((each) => (each.type === 'mark.changed' ? [each.data] : []));
    expect(marks).toEqual(
      expect.arrayContaining([
        { ...about, exercise: 'store', points: 10, byHand: null },
        { ...about, exercise: 'store', points: 4, byHand: { by: 'teacher', reason: 'Copied' } },
      ]),
    );
    expect(bodies.find(({ type }) => type === 'hand.raised')?.data).toMatchObject({ text: 'Look at this' });
    const log = (await shown()).told;
    expect(log).toHaveLength(7);
    expect(log[0]).toMatchObject({ learner: 'ada', state: 'delivered', nextAt: null });
    expect(log[0]?.tries).toMatchObject([{ status: 204, error: null }]);
    expect(JSON.stringify(await shown())).not.toContain('nobody is to read');
    // What learners practise by themselves is nobody's business.
    const eve = await newcomer(room.admin, 'eve');
    const before = receiver.heard.length;
    await eve.call('POST', '/api/labs/static-sync/attempt');
    await call('POST', `${some.id}/test`);
    await until('the test', () => receiver.heard.length > before || undefined, patienceMs);
    expect(receiver.heard).toHaveLength(before + 1);
  });

  test('a test is tried again under one id, and replayed with as many tries anew', async () => {
    const { id, secret } = await hook();
    receiver.answers.push(500, 503);
    expect((await call('POST', `${id}/test`)).status).toBe(202);
    const [first] = (await told('delivered')).told;
    expect(first).toMatchObject({ event: 'test', learner: null });
    expect(first?.tries.map(({ status }) => status)).toEqual([500, 503, 204]);
    const again = await call('POST', `${id}/messages/${first?.id}/replay`);
    expect(again.status).toBe(202);
    await until('the replay', () => receiver.heard.length === 4 || undefined, patienceMs);
    expect(new Set(receiver.heard.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([first?.id]));
    expect(events(secret).map(({ data }) => data)).toEqual(
      Array.from({ length: 4 }, () => ({ cohort: room.cohort, by: 'teacher' })),
    );
    await told('delivered');
    receiver.answers.push(...Array.from({ length: 8 }, () => 500));
    await call('POST', `${id}/messages/${first?.id}/replay`);
    const [given] = (await told('failed')).told;
    expect(given?.tries).toHaveLength(12);
    expect((await shown()).webhooks[0]?.failingSince).not.toBeNull();
    expect((await call('POST', `${id}/messages/msg_x/replay`)).status).toBe(404);
  });

  test('a new secret takes the place of the old one, which signs along for a day', async () => {
    const { id, secret: old } = await hook();
    const { secret } = await read(webhookSecret, call('POST', `${id}/secret`));
    expect(secret).not.toBe(old);
    await call('POST', `${id}/test`);
    await told('delivered');
    expect(events(secret)).toEqual(events(old));
    expect((await shown()).webhooks[0]?.oldSecretUntil).not.toBeNull();
    aheadMs = dayMs + 1000;
    await call('POST', `${id}/test`);
    await until('the next one', () => receiver.heard.length === 2 || undefined, patienceMs);
    const { body, headers } = receiver.heard[1]!;
    expect(String(headers['webhook-signature']).split(' ')).toHaveLength(1);
    const at = Number(headers['webhook-timestamp']);
    expect(headers['webhook-signature']).toBe(
      new Webhook(secret).sign(String(headers['webhook-id']), new Date(at * 1000), body),
    );
  });

  test('one that nobody listens to for three days is switched off, is told so, and comes back by hand', async () => {
    const { id } = await hook();
    const audited = async (): Promise<readonly string[]> => {
      const { events: found } = await read(auditList, room.admin.call('GET', room.path('audit')));
      expect(JSON.stringify(found)).not.toContain('whsec_');
      return found.map(({ action, actorName }) => `${action} by ${actorName}`);
    };
    const fail = async (): Promise<void> => {
      receiver.answers.push(...Array.from({ length: 8 }, () => 500));
      await call('POST', `${id}/test`);
      await told('failed');
    };
    await signIn(room.admin, 'root');
    expect(await audited()).toContain('cohort.make-webhook by teacher');
    await fail();
    expect((await shown()).webhooks[0]?.off).toBeNull();
    aheadMs = 3 * dayMs + 1000;
    await signIn(room.teacher, 'teacher');
    await fail();
    const off = await until(
      'that it is off',
      async () => (await shown()).webhooks[0]?.off ?? undefined,
      patienceMs,
    );
    expect(off.why).toMatch(/^It has taken nothing since 20\d\d-/);
    expect((await call('POST', `${id}/test`)).status).toBe(409);
    await signIn(room.admin, 'root');
    expect(await audited()).toContain('cohort.webhook-off by this server');
    expect((await call('POST', id, { on: true })).status).toBe(204);
    expect((await shown()).webhooks[0]).toMatchObject({ off: null, failingSince: null });
    receiver.answers.push(410);
    await call('POST', `${id}/test`);
    const gone = await until(
      'that it wants no more',
      async () => (await shown()).webhooks[0]?.off ?? undefined,
      patienceMs,
    );
    expect(gone.why).toContain('410');
  });

  test('go only where the operator allows, by HTTPS, and are the business of those who teach the cohort', async () => {
    for (const [url, status] of [
      ['http://127.0.0.1:1/', 403],
      ['https://169.254.169.254/latest/meta-data', 403],
      ['http://169.254.169.254/latest/meta-data', 400],
      [receiver.origin.replace('127.0.0.1', '127.0.0.1.evil.example'), 400],
      [receiver.origin.replace('127.0.0.1', 'user@localhost'), 403],
      ['file:///etc/passwd', 400],
    ] as const)
      expect((await add(url)).status, url).toBe(status);
    expect((await add(receiver.origin, [])).status).toBe(400);
    const { id } = await hook();
    expect((await call('POST', id, { url: 'https://evil.example/' })).status).toBe(403);
    const other = await newcomer(room.admin, 'other', 'instructor');
    const ada = new Person(room.server.url);
    await signIn(ada, 'ada');
    for (const by of [other, ada]) {
      expect((await by.call('GET', room.path('webhooks'))).status).toBe(403);
      expect((await add(receiver.origin, everything, by)).status).toBe(403);
      expect((await by.call('POST', room.path(`webhooks/${id}/secret`))).status).toBe(403);
    }
    const { events: audit } = await read(auditList, room.admin.call('GET', room.path('audit')));
    expect(audit).toContainEqual(
      expect.objectContaining({ action: 'cohort.rotate-webhook-secret', actorName: 'other', allowed: false }),
    );
    await call('POST', id, { events: ['hand.raised'] });
    expect((await shown()).webhooks[0]?.events).toEqual(['hand.raised']);
    const { goes, webhooks } = await read(cohortExport, room.teacher.call('GET', room.path('export')));
    expect([goes.webhooks, webhooks[0]?.events]).toEqual([1, ['hand.raised']]);
  });
});
