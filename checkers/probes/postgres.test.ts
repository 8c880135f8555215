import { Buffer } from 'node:buffer';
import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { createPostgresProbe } from './postgres.ts';
import type { OpenPodSocket } from './pod-socket.ts';

const server = { namespace: 'database', labelSelector: 'app=postgres', port: 5432 };
const query = { database: 'shop', username: 'reader', password: 'not-to-be-shown', text: 'SELECT 1' };

function podsWith(status: 'True' | 'False', deleted = false) {
  const metadata = { name: 'postgres-0', ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) };
  const items = [{ metadata, status: { conditions: [{ type: 'Ready', status }] } }];
  return () => Promise.resolve({ status: 200, body: { items }, text: JSON.stringify({ items }) });
}

/** A server that answers whatever is said first, and hangs up. */
function answering(bytes: Buffer | null): OpenPodSocket {
  return () => {
    const socket = new Duplex({
      allowHalfOpen: false,
      read: () => undefined,
      write(_chunk, _encoding, done) {
        if (bytes !== null) this.push(bytes);
        this.push(null);
        done();
      },
    });
    const tcp = {
      connect: () => process.nextTick(() => socket.emit('connect')),
      setNoDelay: () => socket,
      ref: () => socket,
      unref: () => socket,
    };
    return Promise.resolve(Object.assign(socket, tcp));
  };
}

function refusal(sqlState: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${sqlState}\0Mpassword authentication failed\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

const unreachable: OpenPodSocket = () => Promise.reject(new Error('the API server is away'));
const signal = new AbortController().signal;

it.each([
  ['not ready', podsWith('False')],
  ['on its way out', podsWith('True', true)],
])('is absent when its pod is %s', async (_, ask) => {
  await expect(createPostgresProbe(ask, unreachable).query(server, query, signal)).resolves.toEqual({
    kind: 'absent',
  });
});

it('tells a refusal by its SQLSTATE', async () => {
  const probe = createPostgresProbe(podsWith('True'), answering(refusal('28P01')));
  await expect(probe.query(server, query, signal)).resolves.toEqual({ kind: 'refused', sqlState: '28P01' });
});

it('takes a line that ends without a word for a server that is not there', async () => {
  const probe = createPostgresProbe(podsWith('True'), answering(null));
  await expect(probe.query(server, query, signal)).resolves.toEqual({ kind: 'absent' });
});

it('says that it is our fault when nobody can be asked, and never shows the password', async () => {
  const failed = await createPostgresProbe(podsWith('True'), unreachable)
    .query(server, query, signal)
    .catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'PROBE_FAILED' });
  expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain(query.password);
});
