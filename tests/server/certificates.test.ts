import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { problem } from '#site/protocol/api.ts';
import {
  certificateStatus,
  certificateView,
  verification,
  type CertificateStatus,
  type CertificateView,
  type Verification,
} from '#site/protocol/certificates.ts';
import { openDatabase } from '#site/server/state/open-database.ts';
import { finishCourse } from './finish-course.ts';
import { newcomer, Person, startWithAdmin } from './people.ts';
import { startTestServer, type Reachable } from './start-test-server.ts';

async function status(server: Reachable): Promise<CertificateStatus> {
  return certificateStatus.parse(await (await server.call('GET', '/api/certificate')).json());
}

async function issue(server: Reachable, body: object): Promise<CertificateView> {
  return certificateView.parse(await (await server.call('POST', '/api/certificate', body)).json());
}

async function verify(server: Reachable, id: string): Promise<Verification> {
  return verification.parse(await (await server.call('GET', `/api/certificates/${id}`)).json());
}

test('nobody gets one before every lab is done', async () => {
  await using server = await startTestServer();
  expect(await status(server)).toMatchObject({
    open: [{ lab: 'static-sync', exercises: 3 }],
    name: null,
    certificate: null,
  });
  const answer = await server.call('POST', '/api/certificate', { name: 'Ada' });
  expect(answer.status).toBe(409);
  expect(problem.parse(await answer.json()).detail).toContain('Static sync');
});

test('without accounts the name is asked; there is one certificate, and its number proves it', async () => {
  await using server = await startTestServer();
  await finishCourse(server);
  expect(await status(server)).toMatchObject({ open: [], name: null, certificate: null });
  for (const name of [undefined, '', '  ', 'a\nb', 'x'.repeat(101)]) {
    expect((await server.call('POST', '/api/certificate', { name })).status, name).toBe(400);
  }
  const [first, second] = await Promise.all([
    issue(server, { name: ' Ada Lovelace ' }),
    issue(server, { name: 'Ada Lovelace' }),
  ]);
  expect(second).toEqual(first);
  expect(first).toMatchObject({
    name: 'Ada Lovelace',
    nameFrom: 'learner',
    course: 'Vault and External Secrets',
    labs: [{ title: 'Static sync', exercises: 4, points: 70, of: 70 }],
  });
  expect((await status(server)).certificate).toEqual(first);
  expect(await verify(server, first.id)).toEqual({ state: 'valid', certificate: first });
  for (const other of ['a'.repeat(20), first.id.toUpperCase(), 'x', '..%2f..']) {
    expect(await verify(server, other)).toEqual({ state: 'unknown' });
  }
  const data = await (await server.call('GET', '/api/own-data')).json();
  expect(data).toMatchObject({ certificates: [{ id: first.id }] });
});

test('withdrawn, its number says so and nothing else; a new one has a new number', async () => {
  await using server = await startTestServer();
  await finishCourse(server);
  const first = await issue(server, { name: 'Ada' });
  expect((await server.call('DELETE', '/api/certificate')).status).toBe(204);
  expect(await verify(server, first.id)).toEqual({ state: 'withdrawn', at: expect.any(String) as string });
  const second = await issue(server, { name: 'Ada King' });
  expect(second.id).not.toBe(first.id);
  expect((await server.call('DELETE', '/api/own-data')).status).toBe(204);
  expect((await verify(server, second.id)).state).toBe('withdrawn');
  expect((await status(server)).open).toHaveLength(1);
  const written = await readFile(path.join(server.dataDir, 'certificate-key.pem'), 'utf8');
  expect(written).toContain('PRIVATE KEY');
  expect(server.log.join('')).not.toContain('PRIVATE KEY');
});

test('one that was changed in the database is none', async () => {
  const server = await startTestServer();
  await finishCourse(server);
  const { id } = await issue(server, { name: 'Ada' });
  await server.server.close();
  const db = await openDatabase({ dataDir: server.dataDir });
  const row = await db.selectFrom('certificates').select('envelope').executeTakeFirstOrThrow();
  const { payload, ...rest } = JSON.parse(row.envelope ?? '') as { payload: string };
  const forged = Buffer.from(payload, 'base64').toString('utf8').replace('"Ada"', '"Eve"');
  const envelope = `${JSON.stringify({ payload: Buffer.from(forged).toString('base64'), ...rest })}\n`;
  const another = { id: 'z'.repeat(20), learner: 'eve', envelope: row.envelope, issued_at: new Date() };
  await db
    .insertInto('certificates')
    .values({ ...another, withdrawn_at: null })
    .execute();
  await db.updateTable('certificates').set({ envelope }).where('id', '=', id).execute();
  await db.destroy();
  const again = await startTestServer({ dataDir: server.dataDir });
  expect(await verify(again, id)).toEqual({ state: 'unknown' });
  expect(await verify(again, another.id)).toEqual({ state: 'unknown' });
  await again.server.close();
  await rm(server.dataDir, { recursive: true });
});

test('with accounts it is made out to the account, and anybody may verify it', async () => {
  const { server, admin } = await startWithAdmin();
  await using _ = server;
  const ada = await newcomer(admin, 'ada');
  await finishCourse(ada);
  expect((await status(ada)).name).toBe('ada');
  const certificate = await issue(ada, { name: 'Somebody Else' });
  expect(certificate).toMatchObject({ name: 'ada', nameFrom: 'account' });
  const nobody = new Person(server.url);
  expect(await verify(nobody, certificate.id)).toEqual({ state: 'valid', certificate });
  expect(JSON.stringify(certificate)).not.toContain('example.com');
  expect((await nobody.call('GET', '/api/certificate')).status).toBe(401);
  expect((await nobody.call('DELETE', '/api/certificate')).status).toBe(401);
  expect((await status(admin)).certificate).toBeNull();
});
