import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { labView } from '#site/protocol/api.ts';
import { frameKind, highWater, lowWater, maxFrameBytes } from '#site/protocol/terminal.ts';
import { byteAt, countingProvider, type CountingShell } from './counting-shell.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import {
  frame,
  openSocket,
  readyAttempt,
  refusedStatus,
  TerminalClient,
  ticketUrl,
} from './terminal-client.ts';
import { until } from './until.ts';

const { provider, shells } = countingProvider();
let server: TestServer;
let attempt: string;

beforeAll(async () => {
  server = await startTestServer({ deps: { makeProvider: () => provider } });
}, 60_000);
afterAll(() => server[Symbol.asyncDispose]());

/** Each test has an attempt of its own, so that no tab is left over from the one before. */
beforeEach(async () => {
  const { attempt: running } = labView.parse(
    await (await server.call('GET', '/api/labs/static-sync')).json(),
  );
  if (running !== null) await server.call('DELETE', `/api/attempts/${running.id}`);
  shells.length = 0;
  attempt = await readyAttempt(server);
});

function shell(): CountingShell {
  const newest = shells.at(-1);
  if (newest === undefined) throw new Error('no shell was opened');
  return newest;
}

function expectStream(bytes: Buffer): void {
  const wrong = bytes.findIndex((byte, index) => byte !== byteAt(index));
  expect(wrong).toBe(-1);
}

describe('the stream', () => {
  test(
    'loses and repeats nothing over 1,000 forced reconnects, in either direction',
    { timeout: 60_000 },
    async () => {
      const client = new TerminalClient(server, attempt);
      let wanted = '';
      for (let round = 0; round < 1000; round += 1) {
        await client.connect();
        const word = `${round};`;
        wanted += word;
        client.type(word);
        shell().emit(1 + ((round * 7919) % 5000));
        // Some sockets die with bytes on their way, some after they have arrived.
        if (round % 3 === 0)
          await until('bytes', () => (client.inputAcked >= wanted.length ? true : undefined));
        client.drop();
      }
      await client.connect();
      await until('all output', () => (client.outputOffset === shell().written ? true : undefined));
      await until('all input', () => (shell().typed.length >= wanted.length ? true : undefined));
      expect(shells).toHaveLength(1);
      expectStream(Buffer.concat(client.output));
      expect(shell().typed.toString()).toBe(wanted);
    },
  );

  test('a stalled client stops the PTY, and memory stays bounded; acknowledging lets it go on', async () => {
    const client = new TerminalClient(server, attempt);
    client.acknowledges = false;
    await client.connect();
    await until('a full window', () => {
      shell().emit(1024 * 1024);
      return shell().written > highWater ? true : undefined;
    });
    for (let round = 0; round < 200; round += 1) shell().emit(1024 * 1024);
    expect(shell().written).toBeLessThan(highWater + 64 * 1024);
    await until('the window', () => (client.outputOffset === shell().written ? true : undefined));
    client.acknowledge();
    await until('the PTY to go on', () => (shell().paused ? undefined : true));
    client.acknowledges = true;
    shell().emit(300_000);
    await until('the rest', () => (client.outputOffset === shell().written ? true : undefined));
    expectStream(Buffer.concat(client.output));
  });

  test('a flood to a client that acknowledges arrives whole', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    const wanted = 8 * 1024 * 1024;
    await until(
      'the flood',
      () => {
        shell().emit(Math.min(1024 * 1024, wanted - shell().written));
        return client.outputOffset === wanted ? true : undefined;
      },
      20_000,
    );
    expect(shell().pauses).toBeGreaterThan(0);
    expect(lowWater).toBeLessThan(highWater);
    expectStream(Buffer.concat(client.output));
  });

  test('a flood leaves those who type their share, and has the PTY to itself when nobody does', async () => {
    const flooding = new TerminalClient(server, attempt);
    await flooding.connect();
    const flood = shell();
    flood.emit(100_000);
    expect(flood.paused).toBe(false);
    await until('the beginning', () => (flooding.outputOffset === flood.written ? true : undefined));
    const typing = new TerminalClient(server, attempt, 'lower');
    await typing.connect();
    typing.type('x');
    await until('the key', () => (shell().typed.length > 0 ? true : undefined));
    flood.emit(400_000);
    expect(flood.paused).toBe(true);
    expect(flood.written).toBeLessThan(200_000);
    await until('its turn', () => (flood.paused ? undefined : true));
    await until('the rest', () => {
      flood.emit(500_000 - flood.written);
      return flooding.outputOffset === 500_000 ? true : undefined;
    });
    expectStream(Buffer.concat(flooding.output));
  });

  test('without a socket the PTY goes on into the ring, and is paused before bytes would be lost', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    client.drop();
    await until('the close', () => client.closed);
    for (let round = 0; round < 4; round += 1) shell().emit(1024 * 1024);
    expect(shell().paused).toBe(true);
    await client.connect();
    await until('everything', () => (client.outputOffset === shell().written ? true : undefined));
    expect(client.messages.at(-1)).toMatchObject({ type: 'attached', resumed: true });
    expectStream(Buffer.concat(client.output));
  });
});

describe('input', () => {
  test('a byte that is sent again is not typed again', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    client.type('abc');
    client.socket.send(frame(frameKind.input, 0, Buffer.from('abc')));
    client.socket.send(frame(frameKind.input, 1, Buffer.from('bcde')));
    await until('the acknowledgement', () => (client.inputAcked === 5 ? true : undefined));
    expect(shell().typed.toString()).toBe('abcde');
  });

  test('a gap is refused: something was lost before it got here', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    client.socket.send(frame(frameKind.input, 7, Buffer.from('x')));
    expect((await until('the close', () => client.closed)).code).toBe(4002);
    expect(shell().typed).toHaveLength(0);
  });

  test('sizes are clamped, and a burst of them reaches the PTY once', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    for (let cols = 90; cols < 100; cols += 1)
      client.socket.send(JSON.stringify({ type: 'resize', cols, rows: 30 }));
    client.socket.send(JSON.stringify({ type: 'resize', cols: 0, rows: 10_000 }));
    await until('the size', () => (shell().sizes.includes('1x200') ? true : undefined));
    expect(shell().sizes.length).toBeLessThan(4);
  });
});

describe('who may connect', () => {
  test('a ticket opens one socket, once', async () => {
    const url = await ticketUrl(server, attempt);
    const first = openSocket(server, url);
    await once(first, 'open');
    expect(await refusedStatus(openSocket(server, url))).toBe(403);
    first.terminate();
  });

  test.each(['http://evil.example', 'null', ''])(
    'origin "%s" is refused and costs no ticket',
    async (origin) => {
      const url = await ticketUrl(server, attempt);
      expect(await refusedStatus(openSocket(server, url, { origin }))).toBe(403);
      const own = openSocket(server, url);
      await once(own, 'open');
      own.terminate();
    },
  );

  test('a foreign host name is refused', async () => {
    const url = await ticketUrl(server, attempt);
    expect(await refusedStatus(openSocket(server, url, { host: 'rebound.example' }))).toBe(421);
  });

  test('another path is not a socket', async () => {
    expect(
      await refusedStatus(openSocket(server, `${server.server.url.replace('http', 'ws')}/api/health`)),
    ).toBe(404);
  });

  test('the last who opens a tab has it; the former is told, and the line is a new one for an empty screen', async () => {
    const first = new TerminalClient(server, attempt);
    const second = new TerminalClient(server, attempt);
    await first.connect();
    await second.connect();
    expect((await until('the close', () => first.closed)).code).toBe(4001);
    expect(first.messages.at(-1)).toEqual({ type: 'takenOver' });
    expect(second.epoch).not.toBe(first.epoch);
    second.type('x');
    await until('input', () => (shell().typed.length === 1 ? true : undefined));
  });
});

describe('bad frames', () => {
  test.each<[string, Buffer | string]>([
    ['text that is not JSON', '{'],
    ['an unknown message', '{"type":"root"}'],
    ['a second attach', '{"type":"attach","cols":80,"rows":24}'],
    ['a short frame', Buffer.from([1, 2])],
    ['an unknown kind', frame(99, 0)],
    ['output from a client', frame(frameKind.output, 0, Buffer.from('x'))],
    ['an acknowledgement of what was never sent', frame(frameKind.outputAck, 5000)],
    ['an offset beyond all numbers', Buffer.concat([Buffer.from([2]), Buffer.alloc(8, 0xff)])],
  ])('%s closes with 4002 and says why', async (_, data) => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    client.socket.send(data);
    expect((await until('the close', () => client.closed)).code).toBe(4002);
    expect(client.messages.at(-1)).toMatchObject({ type: 'error', code: 'PROTOCOL' });
    expect((await server.call('GET', '/api/health')).status).toBe(200);
  });

  test('bytes before attach are refused', async () => {
    const socket = openSocket(server, await ticketUrl(server, attempt));
    await once(socket, 'open');
    socket.send(frame(frameKind.input, 0, Buffer.from('rm -rf /\r')));
    const closed: unknown[] = await once(socket, 'close');
    expect(closed[0]).toBe(4002);
    expect(shells).toHaveLength(0);
  });

  test('an oversized frame closes with 1009, and the server stays up', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    client.socket.send(Buffer.alloc(maxFrameBytes + 10, 2));
    expect((await until('the close', () => client.closed)).code).toBe(1009);
    await client.connect();
    expect(client.messages.at(-1)).toMatchObject({ resumed: true });
  });
});

describe('endings', () => {
  test('`end` ends the shell for good', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    shell().emit(1000);
    client.socket.send(JSON.stringify({ type: 'end' }));
    expect((await until('the close', () => client.closed)).code).toBe(4000);
    expect(client.outputOffset).toBe(1000);
    expect(client.messages.at(-1)).toEqual({ type: 'exited' });
  });

  test('a lost line is reopened by the next attach, as a new epoch', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    const epoch = client.epoch;
    shell().end('detached');
    expect((await until('the close', () => client.closed)).code).toBe(1012);
    await client.connect();
    expect(client.messages.at(-1)).toMatchObject({ type: 'attached', resumed: false });
    expect(client.epoch).not.toBe(epoch);
  });

  test('ending the attempt tells sockets not to come back', async () => {
    const client = new TerminalClient(server, attempt);
    await client.connect();
    expect((await server.call('DELETE', `/api/attempts/${attempt}`)).status).toBe(204);
    expect((await until('the close', () => client.closed)).code).toBe(4003);
    expect(shell().detached).toBe(true);
  });

  test('a stopping server closes with 1012 within five seconds and lets go of the line only', async () => {
    const own = countingProvider();
    await using stopping = await startTestServer({ deps: { makeProvider: () => own.provider } });
    const client = new TerminalClient(stopping, await readyAttempt(stopping));
    await client.connect();
    const started = performance.now();
    await stopping.server.close();
    expect(performance.now() - started).toBeLessThan(5000);
    expect((await until('the close', () => client.closed)).code).toBe(1012);
    expect(own.shells.at(-1)?.detached).toBe(true);
    expect(own.shells.at(-1)?.ended).toBe(false);
  });
});
