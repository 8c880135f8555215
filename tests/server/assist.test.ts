import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type WebSocket from 'ws';
import { auditList } from '#site/protocol/accounts.ts';
import { operatorAccess } from '#site/protocol/operator.ts';
import { closeCode } from '#site/protocol/terminal.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { GuestClient, Scenes, type Scene } from './assist-scenes.ts';
import { ClassRoom, sit } from './class-room.ts';
import { newcomer, read, signIn, whoIs, type Person } from './people.ts';
import { openSocket, refusedStatus, TerminalClient } from './terminal-client.ts';
import { until } from './until.ts';

const graceMs = 1500;

describe.each(databaseKinds())('helping in a shell, $name', ({ open }) => {
  let database: TestDatabase;
  let room: ClassRoom;

  beforeAll(async () => {
    database = await open();
    room = await ClassRoom.open({
      options: { databaseUrl: database.url },
      deps: { timing: { assistGraceMs: graceMs } },
    });
  });
  afterAll(async () => {
    await room[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  const scenes = new Scenes(() => room);

  test('the learner is asked, agrees to one shell, and the helper sees it as it is', async () => {
    await using scene = await scenes.asked();
    expect(scene.assist()).toMatchObject({ by: 'teacher', state: 'asked', tab: null, typing: false });
    await scene.say('consent', { assist: scene.assistId, tab: 'one' });
    await until('that it is seen', () => (scene.assist()?.state === 'watching' ? true : undefined));
    expect((await room.queue()).find(({ id }) => id === scene.hand)?.assist).toEqual({
      state: 'watching',
      tab: 'one',
      typing: false,
    });
    const guest = await scenes.look(scene);
    expect(guest.messages[0]).toEqual({ type: 'size', cols: 80, rows: 24 });
    expect(guest.text).toBe(scene.shell.text);
    scene.shell.type('echo more\r');
    await until('what comes later', () => (guest.text.includes('more\r\nmore') ? true : undefined));
    scene.shell.socket.send(JSON.stringify({ type: 'resize', cols: 100, rows: 30 }));
    await until('the size', () => guest.messages.find((each) => each.type === 'size' && each.cols === 100));

    // The learner reloads: a new line to the same shell.
    const again = new TerminalClient(scene.seat.person, scene.seat.attempt);
    await again.connect();
    await until('the new line', () =>
      guest.messages.filter(({ type }) => type === 'attached').length === 2 ? true : undefined,
    );
    again.type('echo after\r');
    await until('what comes by it', () => (guest.text.includes('after\r\nafter') ? true : undefined));
    again.drop();
    guest.socket.terminate();
  });

  test('looking is all that a helper may do: input, sizes and ends are refused, and written down', async () => {
    await using scene = await scenes.agreed();
    const before = scene.shell.text;
    const guest = await scenes.look(scene);
    guest.type('rm -rf /\r');
    expect(await guest.ended()).toBe(closeCode.protocol);
    for (const message of [{ type: 'resize', cols: 20, rows: 5 }, { type: 'end' }]) {
      const other = await scenes.look(scene);
      other.socket.send(JSON.stringify(message));
      expect(await other.ended(), message.type).toBe(closeCode.protocol);
    }
    expect(scene.shell.text).toBe(before);
    const tried = await until('the log', async () => (await scenes.deeds('assist.input'))[0]);
    expect(tried).toEqual({ allowed: false, actorName: 'teacher', text: 'rm -rf /\r' });
    // What is not agreed can't be granted by the helper either.
    const own = `/api/attempts/${scene.seat.attempt}/assist/typing`;
    const grant = { assist: scene.assistId, allowed: true };
    expect((await room.teacher.call('POST', own, grant)).status).toBe(404);
  });

  test('typing is granted by itself, every key of the helper is in the audit log, and is taken back at once', async () => {
    await using scene = await scenes.agreed();
    const guest = await scenes.look(scene);
    await scene.say('typing', { assist: scene.assistId, allowed: true });
    await until('that it is allowed', () => (scene.assist()?.typing === true ? true : undefined));
    guest.type('echo ', 0);
    guest.type('hélp\r', 5);
    await until('what was typed', () => (scene.shell.text.includes('hélp\r\nhélp') ? true : undefined));
    const typed = (await scenes.deeds('assist.input')).filter(({ allowed }) => allowed).reverse();
    expect(typed.map(({ text }) => text).join('')).toBe('echo hélp\r');
    expect(new Set(typed.map(({ actorName }) => actorName))).toEqual(new Set(['teacher']));
    // The learner's own keys go on at their own offsets, and are nobody's to log.
    scene.shell.type('echo mine\r');
    await until('the learner’s own', () => (scene.shell.text.includes('mine\r\nmine') ? true : undefined));
    expect(JSON.stringify(await scenes.deeds('assist.input'))).not.toContain('mine');

    await scene.say('typing', { assist: scene.assistId, allowed: false });
    guest.type('echo late\r');
    expect(await guest.ended()).toBe(closeCode.protocol);
    expect(scene.shell.text).not.toContain('late');
    const { events } = await read(auditList, room.teacher.call('GET', room.path('audit')));
    const story = events.filter(({ target }) => target === events[0]?.target).map(({ action }) => action);
    expect(story).toEqual(
      expect.arrayContaining(['assist.ask', 'assist.consent', 'assist.typing.allow', 'assist.typing.stop']),
    );
  });

  describe('nothing can be observed without consent', () => {
    async function refuseAll(scene: Scene, person: Person): Promise<void> {
      const { attempt } = scene.seat;
      const calls = [
        ['POST', scene.to('assist/ticket'), [403, 404]],
        ['POST', `/api/attempts/${attempt}/terminals/one/ticket`, [404]],
        ['DELETE', `/api/attempts/${attempt}/terminals/one`, [404]],
        ['GET', `/api/attempts/${attempt}/recordings/one`, [404]],
        ['GET', `/api/attempts/${attempt}/events`, [404]],
        ['POST', `/api/attempts/${attempt}/assist/consent`, [404]],
        ['POST', `/api/attempts/${attempt}/assist/typing`, [404]],
        ['DELETE', `/api/attempts/${attempt}/assist`, [404]],
      ] as const;
      for (const [method, to, status] of calls) {
        const answer = await person.call(method, to, method === 'POST' ? {} : undefined);
        expect(status, `${method} ${to}`).toContain(answer.status);
        expect(await answer.text()).not.toContain('my-private-note');
      }
    }

    test('not before a hand is taken, nor before it was asked, nor while it is asked, nor after a no', async () => {
      await using scene = await scenes.taken();
      await refuseAll(scene, room.teacher);
      await room.teacher.call('POST', scene.to('assist'));
      await refuseAll(scene, room.teacher);
      await scene.seat.person.call('DELETE', `/api/attempts/${scene.seat.attempt}/assist`);
      await refuseAll(scene, room.teacher);
      expect((await room.queue()).find(({ id }) => id === scene.hand)?.ended).toBe('refused');
    });

    test('not by another instructor, of this cohort or not, an administrator, a learner or the operator’s key', async () => {
      await using scene = await scenes.agreed();
      const colleague = await newcomer(room.admin, 'colleague', 'instructor');
      const invited = await room.teacher.call('POST', room.path('invites'), { role: 'instructor' });
      await colleague.call('POST', '/api/join', { code: ((await invited.json()) as { code: string }).code });
      const stranger = await newcomer(room.admin, 'stranger', 'instructor');
      const classmate = await room.learner('classmate');
      for (const person of [colleague, stranger, room.admin, classmate]) await refuseAll(scene, person);
      const { url, token } = operatorAccess.parse(
        JSON.parse(await readFile(path.join(room.server.dataDir, 'operator.json'), 'utf8')),
      );
      const headers = { authorization: `Bearer ${token}` };
      for (const what of ['take', 'assist', 'assist/ticket']) {
        const { status } = await fetch(url + scene.to(what), { method: 'POST', headers });
        expect(status, what).toBe(what === 'take' ? 204 : 403);
      }
      expect((await colleague.call('POST', room.path(`hands/${scene.hand}/take`))).status).toBe(204);
      // Whoever takes the hand over has to ask anew.
      await refuseAll(scene, colleague);
      await refuseAll(scene, room.teacher);
    });

    test('not with the ticket of another, a used one, or one from before the end', async () => {
      await using scene = await scenes.agreed();
      const used = await scenes.ticketOf(scene);
      const first = await new GuestClient(room.teacher, used).attach();
      await until('the first', () => (first.messages.length > 0 ? true : undefined));
      const socketOf = (url: string): WebSocket =>
        openSocket(room.teacher, room.server.url.replace('http', 'ws') + url);
      expect(await refusedStatus(socketOf(used))).toBe(403);
      const stale = await scenes.ticketOf(scene);
      await room.teacher.call('DELETE', scene.to('assist'));
      expect(await first.ended()).toBe(closeCode.notAgreed);
      expect(await refusedStatus(socketOf(stale))).toBe(403);
      await refuseAll(scene, room.teacher);
    });

    test('not by consent to an earlier question, or to a shell that was not agreed to', async () => {
      await using scene = await scenes.asked();
      await scene.seat.person.call('DELETE', `/api/attempts/${scene.seat.attempt}/assist`);
      await room.teacher.call('POST', scene.to('assist'));
      expect((await scene.say('consent', { assist: scene.assistId, tab: 'one' })).status).toBe(409);
      await refuseAll(scene, room.teacher);
      const { id } = await until('the next question', () => scene.assist() ?? undefined);
      await scene.say('consent', { assist: id, tab: 'two' });
      const guest = await new GuestClient(room.teacher, await scenes.ticketOf(scene)).attach();
      await guest.ended();
      expect(guest.text).toBe('');
    });

    test('not by a learner granting what is another learner’s', async () => {
      await using scene = await scenes.asked();
      const mallory = await room.seat('mallory');
      const body = { assist: scene.assistId, tab: 'one' };
      const to = (attempt: string): string => `/api/attempts/${attempt}/assist/consent`;
      expect((await mallory.person.call('POST', to(scene.seat.attempt), body)).status).toBe(404);
      expect((await mallory.person.call('POST', to(mallory.attempt), body)).status).toBe(409);
      await refuseAll(scene, room.teacher);
      mallory[Symbol.dispose]();
    });
  });

  describe('it ends at once', () => {
    test('by the learner', async () => {
      await using scene = await scenes.agreed();
      const guest = await scenes.look(scene);
      await scene.seat.person.call('DELETE', `/api/attempts/${scene.seat.attempt}/assist`);
      expect(await guest.ended()).toBe(closeCode.notAgreed);
      const seen = guest.text;
      scene.shell.type('echo afterwards\r');
      await until('the shell', () => (scene.shell.text.includes('afterwards\r\nafter') ? true : undefined));
      expect(guest.text).toBe(seen);
      expect(scene.assist()).toBeNull();
      expect((await scene.say('typing', { assist: scene.assistId, allowed: true })).status).toBe(409);
    });

    test('with the hand, the lab, the membership and the session of the helper', async () => {
      const ways: Record<string, (scene: Scene) => Promise<unknown>> = {
        hand: (scene) => room.teacher.call('DELETE', room.path(`hands/${scene.hand}`)),
        lab: ({ seat }) => seat.person.call('DELETE', `/api/attempts/${seat.attempt}`),
        membership: async ({ seat }) =>
          room.teacher.call('DELETE', room.path(`members/${(await whoIs(seat.person))?.id}`)),
        session: async () => {
          await room.teacher.call('DELETE', '/api/session');
          await signIn(room.teacher, 'teacher');
        },
      };
      for (const [way, end] of Object.entries(ways)) {
        await using scene = await scenes.agreed();
        const guest = await scenes.look(scene);
        await end(scene);
        expect([closeCode.notAgreed, closeCode.gone, closeCode.restarting], way).toContain(
          await guest.ended(),
        );
        const late = await room.teacher.call('POST', scene.to('assist/ticket'));
        expect([403, 404], way).toContain(late.status);
      }
    });

    test('when the learner’s page is gone for a while, and not by a reload', async () => {
      await using scene = await scenes.agreed();
      const guest = await scenes.look(scene);
      scene.seat.page[Symbol.dispose]();
      const back = await sit(scene.seat.person, scene.seat.attempt);
      await until('the page again', () => (back.help()?.assist?.state === 'watching' ? true : undefined));
      expect(guest.closed).toBeUndefined();
      back[Symbol.dispose]();
      expect(await guest.ended()).toBe(closeCode.notAgreed);
      const asks = await room.teacher.call('POST', scene.to('assist'));
      expect(asks.status).toBe(409);
      const last = (await scenes.deeds('assist.end'))[0];
      expect(last?.actorName).toBe('Kindlab, by itself');
    });

    /** Until the learner is told that nobody looks any more. */
    async function isAlone(scene: Scene): Promise<void> {
      await until('that it is over', () => (scene.assist() === null ? true : undefined));
      const { events } = await read(auditList, room.teacher.call('GET', room.path('audit')));
      const last = events.find(({ action }) => action === 'assist.end');
      expect(last).toMatchObject({ actorName: 'Kindlab, by itself', details: { why: 'helperGone' } });
      expect((await room.queue()).find(({ id }) => id === scene.hand)?.ended).toBe('helperGone');
    }

    test('when the helper closes the shell, though the room stays open', async () => {
      await using scene = await scenes.agreed();
      const guest = await scenes.look(scene);
      expect(scene.assist()?.state).toBe('watching');
      guest.socket.terminate();
      await isAlone(scene);
    });

    test('when the helper’s computer falls silent', async () => {
      await using scene = await scenes.agreed();
      await scenes.look(scene, false);
      await isAlone(scene);
    });

    test('when the helper leaves the room with the question open, or before having looked', async () => {
      for (const scenery of [() => scenes.asked(), () => scenes.agreed()]) {
        await using scene = await scenery();
        scene.helperPage[Symbol.dispose]();
        await isAlone(scene);
      }
    });
  });
});
