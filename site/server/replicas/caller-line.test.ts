import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { callerLine, takeCaller } from './caller-line.ts';

const key = randomBytes(32);
const request = 'GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n';

/** Sends these pieces one after the other to a server that tells who asks; answers what it says, empty when it hung up. */
async function ask(...pieces: readonly string[]): Promise<string> {
  const http = createHttp((asked, answer) => answer.end(`for ${String(asked.socket.remoteAddress)}`));
  const door = createServer((socket) =>
    takeCaller(socket, key, () => void http.emit('connection', socket)),
  ).listen(0, '127.0.0.1');
  onTestFinished(() => void door.close());
  await once(door, 'listening');
  const line = connect((door.address() as AddressInfo).port, '127.0.0.1');
  const answer = text(line).catch(() => '');
  for (const piece of pieces) {
    line.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return (await answer).split('\r\n\r\n')[1]?.match(/for \S+/)?.[0] ?? '';
}

test('whoever comes by themselves is who they are', async () => {
  expect(await ask(request)).toBe('for 127.0.0.1');
  expect(await ask(request.slice(0, 3), request.slice(3))).toBe('for 127.0.0.1');
});

test('a replica says for whom it asks', async () => {
  expect(await ask(callerLine(key, '203.0.113.9') + request)).toBe('for 203.0.113.9');
  expect(await ask(callerLine(key, '2001:db8::9'), request)).toBe('for 2001:db8::9');
  const line = callerLine(key, '203.0.113.9');
  expect(await ask(line.slice(0, 5), line.slice(5), request)).toBe('for 203.0.113.9');
});

test('nobody else can say that', async () => {
  const forged = callerLine(randomBytes(32), '203.0.113.9');
  expect(await ask(forged + request)).toBe('');
  expect(await ask(callerLine(key, '203.0.113.9').replace('.9 ', '.8 ') + request)).toBe('');
  expect(await ask(`KINDLAB-CALLER ${'x'.repeat(400)}`)).toBe('');
});
