import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { graded, record } from '../batch/batch.test-support.ts';
import { secretForms } from '../secret-forms.ts';
import { excerptOf, readAuditExcerpt } from './audit-excerpt.ts';
import { signEvidence, verifyEvidence } from './statement.ts';

const values = { api_key: 'zq-81f0c2-api', database_url: 'postgres://app:pw-77aa31@db/app' };
const token = 'lab-Xk29dLmQp0Zr7tYv3BnC';
const secrets = [...secretForms(values), token];
const at = '2026-01-02T03:04:05.123456789Z';

/** A line as OpenBao writes it; whatever a lab makes it say. */
function line(type: 'request' | 'response', request: object, auth: object = {}): string {
  const hmac = `hmac-sha256:${'ab'.repeat(32)}`;
  const about = { client_token: hmac, accessor: hmac, token_policies: ['root'], policies: ['root'], ...auth };
  const asked = {
    id: '0b1a1c2e-5f6a-4ec8-9d3a-2a86f6a5b0c9',
    client_token: hmac,
    client_token_accessor: hmac,
    namespace: { id: 'root' },
    remote_address: '172.30.0.4',
    data: { data: { api_key: hmac, raw: values.api_key } },
    ...request,
  };
  const response = { mount_type: 'kv', data: { data: { api_key: values.api_key } } };
  return JSON.stringify({
    time: at,
    type,
    auth: about,
    request: asked,
    ...(type === 'response' ? { response } : {}),
  });
}

const read = { operation: 'read', path: 'secret/data/myapp/config', mount_type: 'kv' };
const recorded = [
  line('request', read, { display_name: 'root' }),
  line('response', read, { display_name: 'root' }),
  line('response', { ...read, path: `secret/data/${values.api_key}` }, { display_name: 'token-eso' }),
  line(
    'response',
    { operation: 'update', path: 'auth/kubernetes/login', mount_type: 'kubernetes' },
    { display_name: 'kubernetes-lab3-eso', metadata: { service_account_name: 'eso' } },
  ),
  line(
    'response',
    { operation: 'read', path: `auth/token/lookup/s.${'Q7'.repeat(12)}`, mount_type: 'token' },
    { display_name: 'userpass-svc-4711' },
  ),
  line(
    'response',
    { operation: 'read', path: `cubbyhole/${token}`, mount_type: 'cubbyhole' },
    { display_name: 'made-up' },
  ),
  JSON.stringify({
    time: at,
    type: 'response',
    request: { operation: 'read', path: 'sys/seal-status', mount_type: 'system' },
  }),
  '{"time":"cut in the mid',
];

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.subarray(start, start + size);
  }
}

test.each([1, 7, 1000, 1_000_000])('an excerpt is the same in pieces of %d bytes', async (size) => {
  const text = recorded.join('\n');
  const found = await excerptOf(inPieces(text, size), secrets);
  if (found.state !== 'read') throw new Error(found.why);
  expect(found.sha256).toBe(createHash('sha256').update(text).digest('hex'));
  expect([found.bytes, found.lines]).toEqual([Buffer.byteLength(text), recorded.length]);
  expect(found.last.map(({ operation, path, mount, by }) => [operation, path, mount, by])).toEqual([
    ['read', 'secret/data/myapp/config', 'kv', 'root'],
    ['read', 'secret/data/(hidden)', 'kv', 'token'],
    ['update', 'auth/kubernetes/login', 'kubernetes', 'kubernetes'],
    ['read', 'auth/token/lookup/(hidden)', 'token', 'userpass'],
    ['read', 'cubbyhole/(hidden)', 'cubbyhole', 'other'],
    ['read', 'sys/seal-status', 'system', 'nobody'],
  ]);
});

test('no value, token, hash of one or name of who asked is in it, nor in the evidence', async () => {
  const audit = await excerptOf(inPieces(recorded.join('\n'), 500), secrets);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const platform = { version: '', node: '', recipe: '', versions: {}, images: {} };
  const transcript = { observed: [], written: [], audit };
  const text = signEvidence(record('mine', graded(7)), { platform, transcript }, privateKey);
  const found = verifyEvidence(text, publicKey);
  if (!found.authentic) throw new Error(found.why);
  expect(found.statement.predicate.audit).toEqual(audit);
  const said = JSON.stringify(found.statement);
  for (const secret of [...secrets, 'hmac-sha256', 'Q7Q7', '172.30', 'svc-4711', 'lab3-eso', 'made-up'])
    expect(said, secret).not.toContain(secret);
});

test('it is bounded: the last requests of a long log, and no line that is too long', async () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    line('response', { ...read, path: `p/${String(index)}` }),
  );
  const huge = line('response', { ...read, path: 'x'.repeat(600_000) });
  const found = await excerptOf(
    inPieces([...many, huge, line('response', read)].join('\n'), 65_536),
    secrets,
  );
  if (found.state !== 'read') throw new Error(found.why);
  expect([found.lines, found.last.length]).toEqual([502, 200]);
  expect([found.last[0]?.path, found.last.at(-1)?.path]).toEqual(['p/301', read.path]);
});

test('a log that can not be read takes nobody’s verdict away, and it says why', async () => {
  const auditLog = () => Promise.reject(new Error(`no such container, said ${token}`));
  const found = await readAuditExcerpt({ auditLog }, secrets, AbortSignal.timeout(1000));
  expect(found).toEqual({ state: 'unread', why: 'no such container, said (hidden)' });
});
