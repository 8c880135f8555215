import { expect, test } from 'vitest';
import type { VaultAnswer, VaultProbe } from '../probes/probes.ts';
import { createFingerprint } from './fingerprint.ts';
import { lookAtSource, vaultPath, type SourceFact } from './vault-source.ts';

const fingerprint = createFingerprint();
const signal = new AbortController().signal;
const mounts = new Map([
  ['secret/', 'kv'],
  ['database/', 'database'],
]);

test.each([
  ['secret', 'v2', 'app/db', 'secret/data/app/db'],
  ['secret', 'v2', 'secret/app/db', 'secret/data/app/db'],
  ['secret', 'v2', 'secret/data/app/db', 'secret/data/app/db'],
  ['secret', 'v2', 'data/app/db', 'secret/data/data/app/db'],
  ['secret', 'v1', 'app/db', 'secret/app/db'],
  ['', 'v2', 'secret/app/db', 'secret/data/app/db'],
  ['', 'v2', 'secret/data/app/db', 'secret/data/app/db'],
  ['', 'v1', 'secret/app/db', 'secret/app/db'],
])('path %j %s reads %s at %s', (path, version, key, wanted) => {
  expect(vaultPath({ path, version, namespace: '' }, key)).toBe(wanted);
});

test('a namespace stands in front', () => {
  expect(vaultPath({ path: 'secret', version: 'v2', namespace: 'team' }, 'a')).toBe('team/secret/data/a');
});

async function look(
  path: string,
  answer: VaultAnswer,
): Promise<{ asked: readonly string[]; fact: SourceFact; secrets: Set<string> }> {
  const asked: string[] = [];
  const secrets = new Set<string>();
  const answering = (verb: string) => (to: string) => {
    asked.push(`${verb} ${to}`);
    return Promise.resolve(answer);
  };
  const vault: VaultProbe = {
    read: answering('read'),
    list: answering('list'),
    lookupToken: () => Promise.reject(new Error('not asked')),
    capabilities: () => Promise.reject(new Error('not asked')),
  };
  const fact = await lookAtSource({ vault, mounts, fingerprint }, { path, version: '' }, secrets, signal);
  return { asked, fact, secrets };
}

test('an entry is told by version, time and hashes; its values are remembered for hiding', async () => {
  const metadata = { version: 3, created_time: '2026-01-01T00:00:00Z', deletion_time: '' };
  const answer = { status: 200, body: { data: { data: { a: 'value-a', n: 1 }, metadata } } };
  const { fact, secrets } = await look('secret/data/x', answer);
  expect(fact).toEqual({
    kind: 'entry',
    path: 'secret/data/x',
    version: 3,
    writtenAt: '2026-01-01T00:00:00Z',
    hashes: { a: fingerprint('value-a'), n: fingerprint('1') },
  });
  expect([...secrets]).toEqual(['value-a', '1']);
});

test('a deleted version is nothing, and says so', async () => {
  const metadata = { version: 2, created_time: '', deletion_time: '2026-01-01T00:00:00Z' };
  const { fact } = await look('secret/data/x', { status: 404, body: { data: { data: null, metadata } } });
  expect(fact).toMatchObject({ kind: 'nothing', why: 'version 2 is deleted' });
});

test('an engine that makes logins is never read: its leases are counted', async () => {
  const { fact, asked } = await look('database/creds/app', {
    status: 200,
    body: { data: { keys: ['1', '2'] } },
  });
  expect(fact).toEqual({ kind: 'leases', path: 'database/creds/app', count: 2 });
  expect(asked).toEqual(['list sys/leases/lookup/database/creds/app']);
});

test.each([
  'secret/data/../../database/creds/app',
  'secret/data/./x',
  'secret/data/x?version=1',
  'secret/\nx',
])('a path that leads elsewhere than it seems is not followed: %j', async (path) => {
  const { fact, asked } = await look(path, { status: 200, body: { data: {} } });
  expect(fact).toMatchObject({ kind: 'nothing', why: 'this is no path' });
  expect(asked).toEqual([]);
});
