import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

let server: TestServer;
/** The same pages, behind a proxy that ends HTTPS. */
let proxied: TestServer;
let attempt: string;

beforeAll(async () => {
  server = await startTestServer();
  const dist = path.join(server.dataDir, 'dist');
  await mkdir(path.join(dist, 'labs', 'one'), { recursive: true });
  await writeFile(path.join(dist, '404.html'), '<script>missing()</script>');
  await writeFile(path.join(dist, 'labs', 'one', 'index.html'), 'a lab');
  await writeFile(path.join(dist, 'style.css'), 'p{}');
  await writeFile(path.join(dist, 'drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(path.join(server.dataDir, 'secret.txt'), 'outside of dist');
  await symlink(path.join(server.dataDir, 'secret.txt'), path.join(dist, 'link.txt'));
  await symlink(server.dataDir, path.join(dist, 'out'));
  await writeFile(path.join(dist, 'index.html'), '<script>theme()</script>');
  attempt = await readyAttempt(server);
  proxied = await startTestServer({ options: { distDir: dist, allowedOrigins: ['https://lab.example'] } });
}, 90_000);
afterAll(async () => {
  await proxied[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test.each<[string, string, string, number]>([
  ['a page', 'GET', '/', 200],
  ['a page in a folder', 'GET', '/labs/one/', 200],
  ['a redirect', 'GET', '/labs/one', 308],
  ['the 404 page', 'GET', '/nope', 404],
  ['a style sheet', 'GET', '/style.css', 200],
  ['a drawing', 'GET', '/drawing.svg', 200],
  ['an answer of the API', 'GET', '/api/progress', 200],
  ['a stream of events', 'GET', '/api/attempts/:attempt/events', 200],
  ['a ticket', 'POST', '/api/attempts/:attempt/terminals/one/ticket', 200],
  ['a problem', 'GET', '/api/nope', 404],
  ['a health probe', 'GET', '/healthz', 200],
])('%s carries every header that protects a browser', async (_, method, to, status) => {
  const stop = new AbortController();
  const answer = await fetch(server.url + to.replace(':attempt', attempt), {
    method,
    headers: { origin: server.url },
    redirect: 'manual',
    signal: stop.signal,
  });
  expect(answer.status).toBe(status);
  const header = (name: string) => answer.headers.get(name) ?? '';
  const policy = header('content-security-policy');
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("object-src 'none'");
  expect(policy).toContain("style-src 'self'");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|unsafe-hashes|https?:|\*/);
  expect(header('x-content-type-options')).toBe('nosniff');
  expect(header('referrer-policy')).toBe('same-origin');
  expect(header('cross-origin-opener-policy')).toBe('same-origin');
  expect(header('cross-origin-resource-policy')).toBe('same-origin');
  const permissions = header('permissions-policy').split(', ');
  for (const each of ['camera', 'microphone', 'geolocation', 'payment', 'usb'])
    expect(permissions).toContain(`${each}=()`);
  expect(header('permissions-policy'), 'terminals copy and paste').not.toContain('clipboard');
  expect(header('strict-transport-security'), 'reached by plain HTTP').toBe('');
  expect(header('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(header('access-control-allow-origin')).toBe('');
  stop.abort();
});

test.each([
  ['lab.example', '/', 200],
  ['LAB.example', '/api/nope', 404],
  ['lab.example', '/no-page', 404],
  ['rebound.example', '/', 421],
  ['127.0.0.1', '/', 200],
] as const)('by HTTPS, browsers are told to stay with it: %s%s', async (name, to, status) => {
  const { port } = proxied.server;
  const host = name === '127.0.0.1' ? `${name}:${port}` : name;
  const asked = request({ host: '127.0.0.1', port, path: to, headers: { host } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(status);
  const told = answer.headers['strict-transport-security'];
  expect(told).toBe(name.toLowerCase() === 'lab.example' ? 'max-age=31536000' : undefined);
});

test.each(['/link.txt', '/out/secret.txt', '/out/'])(
  'a link out of the site is not followed: %s',
  async (to) => {
    const answer = await server.call('GET', to);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('outside of dist');
  },
);

test('nothing but same-origin pages may be told anything: there is no CORS answer', async () => {
  const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' };
  const answer = await fetch(`${server.url}/api/labs/static-sync/attempt`, { method: 'OPTIONS', headers });
  expect(answer.status).toBe(403);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});
