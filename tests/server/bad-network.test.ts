import { afterEach, beforeEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { TerminalConnection, type ConnectionState } from '#site/client/terminal/connection.ts';
import { terminalSubprotocol } from '#site/protocol/terminal.ts';
import { BadNetwork, fair } from '#tests/support/bad-network.ts';
import { byteAt, countingProvider } from './counting-shell.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt, ticketUrl } from './terminal-client.ts';
import { until } from './until.ts';

const { provider, shells } = countingProvider();
const patience = { silenceMs: 100, deadMs: 700, probeMs: 200 };
let server: TestServer;
let network: BadNetwork;

beforeEach(async () => {
  network = await BadNetwork.start(dice());
  server = await startTestServer({
    deps: { makeProvider: () => provider },
    options: { allowedOrigins: [network.url] },
  });
  network.targetPort = server.server.port;
});
afterEach(async () => {
  await network[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** The same throws every time. */
function dice(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The page's own client, on the far side of the network. */
class Learner {
  readonly states: ConnectionState[] = [];
  readonly connection: TerminalConnection;
  shown = Buffer.alloc(0);

  constructor(attempt: string) {
    this.connection = new TerminalConnection({
      patience,
      onState: (state) => void this.states.push(state),
      ticket: () =>
        ticketUrl({ url: network.url, call: (method, path) => callFar(method, path) }, attempt).then(
          (url) => ({ url }),
          () => 'unreachable',
        ),
      openSocket: (url) => {
        const socket = new WebSocket(url, terminalSubprotocol, { headers: { origin: network.url } });
        // Its close event follows, and the client acts on that one.
        socket.on('error', () => undefined);
        return socket as unknown as globalThis.WebSocket;
      },
      sink: {
        size: () => ({ cols: 80, rows: 24 }),
        write: (bytes, done) => {
          this.shown = Buffer.concat([this.shown, bytes]);
          done();
        },
        reset: () => (this.shown = Buffer.alloc(0)),
      },
    });
  }

  async type(text: string): Promise<void> {
    await until('a line to type into', () => this.connection.send(Buffer.from(text)) || undefined, 20_000);
  }
}

function callFar(method: string, path: string): Promise<Response> {
  return fetch(network.url + path, {
    method,
    headers: { origin: network.url },
    signal: AbortSignal.timeout(patience.deadMs),
  });
}

test('over delays, cuts and gaps no byte is lost, none comes twice, and no key is typed twice', async () => {
  const learner = new Learner(await readyAttempt(server));
  await learner.connection.open();
  await until('the shell', () => shells.at(-1));
  network.weather = { delayMs: 20, cutShare: 0.3, cutWithinMs: 300 };
  let typed = '';
  for (let round = 0; round < 120; round += 1) {
    await learner.type(`${round};`);
    typed += `${round};`;
    shells.at(-1)?.emit(1 + ((round * 7919) % 3000));
    if (round % 10 === 5) network.cut();
    if (round % 40 === 20) network.gap(1000);
  }
  network.weather = fair;
  const shell = shells.at(-1)!;
  await until('all input', () => (shell.typed.length >= typed.length ? true : undefined), 20_000);
  await until('all output', () => (learner.shown.length === shell.written ? true : undefined), 20_000);
  expect(shell.typed.toString()).toBe(typed);
  expect(learner.shown.findIndex((byte, index) => byte !== byteAt(index))).toBe(-1);
  expect(network.counts.cut).toBeGreaterThan(10);
  expect(learner.states).toContain('reconnecting');
  learner.connection.close();
});

test('a line that falls silent is told, and given up for a new one; what was typed meanwhile arrives once', async () => {
  const learner = new Learner(await readyAttempt(server));
  await learner.connection.open();
  await until('a live line', () => learner.states.includes('live') || undefined);
  network.gap(2500);
  await learner.type('once');
  await until('the word of it', () => learner.states.includes('waiting') || undefined);
  await until('a new line', () => learner.states.includes('reconnecting') || undefined);
  await until('the answer', () => learner.states.at(-1) === 'live' || undefined, 20_000);
  await until('the keys', () => shells.at(-1)!.typed.length >= 4 || undefined);
  expect(shells.at(-1)!.typed.toString()).toBe('once');
  learner.connection.close();
});

test('a quiet line is asked now and then, and stays up while it answers', async () => {
  const learner = new Learner(await readyAttempt(server));
  await learner.connection.open();
  await until('a live line', () => learner.states.includes('live') || undefined);
  const made = network.counts.made;
  network.gap(450);
  await until('the silence to be noticed', () => learner.states.includes('waiting') || undefined);
  await until('the answer', () => learner.states.at(-1) === 'live' || undefined);
  expect(network.counts.made).toBe(made);
  expect(learner.states).not.toContain('reconnecting');
  expect(shells.at(-1)!.typed).toHaveLength(0);
  learner.connection.close();
});
