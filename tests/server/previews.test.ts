import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { preview, previewList } from '#site/protocol/previews.ts';
import { askByName, type Answer } from './ask-by-name.ts';
import { newcomer, read, startWithAdmin, type Person } from './people.ts';
import type { TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

const shop = { namespace: 'lab1', service: 'shop', port: 8080 };
let server: TestServer;
let owner: Person;
let other: Person;
let attempt: string;

beforeAll(async () => {
  const started = await startWithAdmin();
  server = started.server;
  owner = await newcomer(started.admin, 'owner');
  other = await newcomer(started.admin, 'other');
  attempt = await readyAttempt(owner);
});
afterAll(() => server[Symbol.asyncDispose]());

async function openPreview(): Promise<URL> {
  return new URL((await read(preview, owner.call('POST', `/api/attempts/${attempt}/previews`, shop))).url);
}

function cookieOf({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

async function enter(): Promise<{ readonly origin: string; readonly cookie: string }> {
  const url = await openPreview();
  return { origin: url.origin, cookie: cookieOf(await askByName(url)) };
}

test('only what the cluster lists can be opened, whatever address is asked for', async () => {
  const path = `/api/attempts/${attempt}/previews`;
  expect((await read(previewList, owner.call('GET', path))).services).toEqual([shop]);
  const wrong = [
    { ...shop, port: 22 },
    { ...shop, service: '169.254.169.254' },
    { ...shop, service: 'kubernetes', namespace: 'default', port: 443 },
    { ...shop, namespace: '../../nodes/one/proxy' },
  ];
  for (const body of wrong) expect((await owner.call('POST', path, body)).status).toBe(404);
  for (const body of [{ ...shop, url: 'http://127.0.0.1' }, { ...shop, port: 0 }, { host: '127.0.0.1' }])
    expect((await owner.call('POST', path, body)).status).toBe(400);
});

test('an address in the request does not lead anywhere else', async () => {
  const { origin, cookie } = await enter();
  const { port } = new URL(origin);
  for (const path of ['http://127.0.0.1:1/secret', '//169.254.169.254/latest', '/../../etc/passwd']) {
    const body = await new Promise<string>((resolve, reject) => {
      const asked = http.request(
        { host: '127.0.0.1', port, path, headers: { host: new URL(origin).host, cookie } },
        (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => resolve(text));
        },
      );
      asked.on('error', reject);
      asked.end();
    });
    // The one service tells what it was asked.
    expect(JSON.parse(body)).toMatchObject({ method: 'GET', url: path });
  }
});

test('a ticket lets in once, and under its own name only', async () => {
  const url = await openPreview();
  const elsewhere = new URL(url);
  elsewhere.host = `${'0'.repeat(32)}.preview.localhost:${url.port}`;
  expect((await askByName(elsewhere)).status).toBe(403);
  const entered = await askByName(url);
  expect(entered.status).toBe(303);
  expect(entered.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  expect((await askByName(url)).status).toBe(403);
  expect((await askByName(`${url.origin}/`)).status).toBe(403);
  expect((await askByName(`${url.origin}/`, { cookie: cookieOf(entered) })).body).toContain('The shop');
});

test('nobody opens the services of somebody else, nor looks with the cookie of another preview', async () => {
  const path = `/api/attempts/${attempt}/previews`;
  expect((await other.call('GET', path)).status).toBe(404);
  expect((await other.call('POST', path, shop)).status).toBe(404);
  const theirs = await readyAttempt(other);
  const url = new URL(
    (await read(preview, other.call('POST', `/api/attempts/${theirs}/previews`, shop))).url,
  );
  const { cookie } = await enter();
  expect((await askByName(`${url.origin}/`, { cookie })).status).toBe(403);
});

test('no cookie crosses between the site, the preview and its service', async () => {
  const { origin, cookie } = await enter();
  const seen = await askByName(`${origin}/seen`, { cookie: `${cookie}; basket=1` });
  expect(JSON.parse(seen.body)).toMatchObject({ headers: { cookie: 'basket=1' } });
  const page = await askByName(`${origin}/`, { cookie });
  expect(page.headers['set-cookie']).toEqual(['basket=1; Path=/']);
  expect(page.headers['cross-origin-opener-policy']).toBe('same-origin');
  await seesOnlyTheService(origin, cookie);
});

async function seesOnlyTheService(origin: string, cookie: string): Promise<void> {
  const api = await askByName(`${origin}/api/session`, { cookie: `${cookie}; ${owner.cookie}` });
  expect(JSON.parse(api.body)).toMatchObject({ url: '/api/session' });
}

test('other sites can not make a browser change something, or listen', async () => {
  const { origin, cookie } = await enter();
  const foreign = { cookie, origin: 'http://127.0.0.1:4000' };
  expect((await askByName(`${origin}/buy`, foreign, 'POST')).status).toBe(403);
  expect((await askByName(`${origin}/buy`, { cookie, origin }, 'POST')).status).toBe(200);
  await expect(talk(origin, foreign)).rejects.toThrow('403');
  await expect(talk(origin, { origin })).rejects.toThrow('403');
  expect(await talk(origin, { cookie, origin })).toBe('heard hello');
});

function talk(origin: string, headers: Record<string, string>): Promise<string> {
  const { host, port } = new URL(origin);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { headers: { host, ...headers } });
  return new Promise((resolve, reject) => {
    socket.on('open', () => socket.send('hello'));
    socket.on('error', reject);
    socket.on('message', (data) => {
      resolve(Buffer.isBuffer(data) ? data.toString('utf8') : '');
      socket.terminate();
    });
  });
}

test('an answer without end is cut', async () => {
  const { origin, cookie } = await enter();
  await expect(askByName(`${origin}/large`, { cookie })).rejects.toThrow();
  expect((await askByName(`${origin}/`, { cookie })).status).toBe(200);
});

test('a preview ends with the lab', async () => {
  const { origin, cookie } = await enter();
  expect((await owner.call('DELETE', `/api/attempts/${attempt}`)).status).toBe(204);
  expect((await askByName(`${origin}/`, { cookie })).status).toBe(403);
});
