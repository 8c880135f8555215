import { expect, test } from 'vitest';
import { preview, previewList } from '#site/protocol/previews.ts';
import { askByName } from './ask-by-name.ts';
import type { ServerOptions } from '#site/server/server-options.ts';
import { codeOf, newcomer, Person } from './people.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

const shop = { namespace: 'lab1', service: 'shop', port: 8080 };
const site = 'https://lab.example';

interface Network {
  readonly server: TestServer;
  readonly owner: Person;
}

/** A server that browsers find at `site`, with a learner. */
async function onANetwork(options: Partial<ServerOptions> = {}): Promise<Network> {
  const server = await startTestServer({ options: { auth: 'accounts', allowedOrigins: [site], ...options } });
  const admin = new Person(`http://127.0.0.1:${server.server.port}`);
  await admin.join(codeOf(server.server.firstAdminLink), 'root');
  return { server, owner: await newcomer(admin, 'owner') };
}

/** As the page does that a browser found at the site's own name. */
function callFrom(person: Person, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(person.url + path, {
    method,
    headers: { ...person.headers, origin: site, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

test('browsers elsewhere are shown a service below the name of the operator', async () => {
  const { server, owner } = await onANetwork({ previewOrigin: 'https://previews.example' });
  await using _server = server;
  const attempt = await readyAttempt(owner);
  const path = `/api/attempts/${attempt}/previews`;
  expect(previewList.parse(await (await callFrom(owner, 'GET', path)).json())).toMatchObject({
    offered: true,
  });
  const shown = new URL(preview.parse(await (await callFrom(owner, 'POST', path, shop)).json()).url);
  expect(shown.host).toMatch(/^[0-9a-f]{32}\.previews\.example$/);

  const { port } = server.server;
  const address = `http://${shown.host}:${port}${shown.pathname}${shown.search}`;
  const entered = await askByName(address, { host: shown.host });
  expect(entered.status).toBe(303);
  expect(entered.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
  const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const page = await askByName(`http://${shown.host}:${port}/`, { host: shown.host, cookie });
  expect(page.status).toBe(200);
  const elsewhere = await askByName(`http://${shown.host}:${port}/`, { host: `x${shown.host}`, cookie });
  expect(elsewhere.status).toBe(421);
});

test('without such a name they are offered none, and told why', async () => {
  const { server, owner } = await onANetwork();
  await using _server = server;
  const path = `/api/attempts/${await readyAttempt(owner)}/previews`;
  expect(await (await callFrom(owner, 'GET', path)).json()).toEqual({ offered: false, services: [] });
  const refused = await callFrom(owner, 'POST', path, shop);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('--preview-origin');
});

test('a name that shares cookies with the site is refused at the start', async () => {
  const options = { allowedOrigins: [site], previewOrigin: 'https://previews.lab.example' };
  await expect(startTestServer({ options })).rejects.toThrow('shares cookies with https://lab.example');
});
