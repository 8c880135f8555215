import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { dsse } from '@sigstore/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { world } from '#checkers/run-checks.test-support.ts';
import { graded, record } from '../batch/batch.test-support.ts';
import { seal, unseal } from './envelope.ts';
import { observing } from './observe.ts';
import { publicKey, publicPem, signingKey } from './signing-key.ts';
import { signEvidence, verifyEvidence, type Platform } from './statement.ts';

const keys = generateKeyPairSync('ed25519');
const others = generateKeyPairSync('ed25519');
const platform: Platform = {
  version: '0.1.0',
  node: 'v24.0.0',
  recipe: 'f00',
  versions: { kubernetes: '1.34' },
  images: { node: { name: 'kindlab/node:x', digest: { sha256: 'abc' } } },
};
const at = '2026-01-02T03:04:05.000Z';
const transcript = { observed: [{ what: 'vault secret/data/x', sha256: 'aa', at }], written: [] };
const text = signEvidence(record('mine', graded(7)), { platform, transcript }, keys.privateKey);

test('what is signed is the encoding of the DSSE specification', () => {
  const encoded = dsse.preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
  expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  const { signatures } = JSON.parse(
    seal('http://example.com/HelloWorld', Buffer.from('hello world'), keys.privateKey),
  ) as {
    signatures: [{ sig: string }];
  };
  expect(verify(null, encoded, keys.publicKey, Buffer.from(signatures[0].sig, 'base64'))).toBe(true);
});

test('authentic evidence is an in-toto statement about the files, the lab and what graded', () => {
  const found = verifyEvidence(text, keys.publicKey);
  expect(found).toMatchObject({
    authentic: true,
    statement: {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'mine', digest: { sha256: 'f00d' } }],
      predicate: {
        lab: { id: 'static-sync', digest: { sha256: 'beef' } },
        verdict: { kind: 'graded', points: 7 },
        platform: { images: { node: { digest: { sha256: 'abc' } } } },
        observed: [{ what: 'vault secret/data/x', sha256: 'aa' }],
      },
    },
  });
});

test('any other byte at any place, any byte less and any byte more is noticed', () => {
  const bytes = Buffer.from(text);
  const position = fc.nat({ max: bytes.length - 1 });
  const anyByte = fc.integer({ min: 0, max: 255 });
  const authentic = (changed: Buffer) => verifyEvidence(changed.toString('latin1'), keys.publicKey).authentic;
  expect(authentic(bytes)).toBe(true);
  fc.assert(
    fc.property(position, anyByte, (index, byte) => {
      fc.pre(bytes[index] !== byte);
      const changed = Buffer.from(bytes);
      changed[index] = byte;
      return !authentic(changed);
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(position, anyByte, (index, byte) => {
      const [head, tail] = [bytes.subarray(0, index), bytes.subarray(index)];
      return (
        !authentic(Buffer.concat([head, Buffer.from([byte]), tail])) &&
        !authentic(Buffer.concat([head, tail.subarray(1)]))
      );
    }),
    { numRuns: 1000 },
  );
});

test('white space, another spelling of base64, another key and another kind of content are noticed', () => {
  const why = (changed: string, key = keys.publicKey) => {
    const found = verifyEvidence(changed, key);
    return found.authentic ? 'authentic' : found.why;
  };
  expect(why(JSON.stringify(JSON.parse(text), null, 2))).toContain('not as it was written');
  expect(why(text.replace('==', '=='.slice(1)))).not.toBe('authentic');
  expect(why(text, others.publicKey)).toBe('It was signed with another key.');
  const forged = signEvidence(record('mine', graded(10)), { platform, transcript }, others.privateKey);
  const keyid = (of: string) => /"keyid":"([0-9a-f]+)"/.exec(of)?.[1] ?? '';
  expect(why(forged.replace(keyid(forged), keyid(text)))).toContain('something in it was changed');
  const other = seal('application/vnd.in-toto+json', Buffer.from('{}'), keys.privateKey);
  expect(why(other)).toBe('It is signed, but holds no result of grading.');
  const typed = seal('text/plain', Buffer.from('{}'), keys.privateKey);
  expect(unseal(typed, 'application/vnd.in-toto+json', keys.publicKey)).toMatchObject({ authentic: false });
  expect(why('')).toContain('no signed envelope');
});

test('a key is made once, for its owner alone, and only Ed25519 is taken', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-key-'));
  try {
    const file = path.join(folder, 'deep', 'key.pem');
    const made = await signingKey(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(createPublicKey(await signingKey(file)).equals(createPublicKey(made))).toBe(true);
    await writeFile(path.join(folder, 'key.pub'), publicPem(made));
    expect((await publicKey(path.join(folder, 'key.pub'))).equals(createPublicKey(made))).toBe(true);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await writeFile(file, rsa.export({ type: 'pkcs8', format: 'pem' }));
    await expect(signingKey(file)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what was observed is a hash of the answer, the same however its keys are ordered, and no value', async () => {
  const signal = new AbortController().signal;
  const answers = [{ a: 'swordfish', b: 1 }, { b: 1, a: 'swordfish' }, undefined];
  const base = world();
  const { probes, transcript: notes } = observing({
    ...base,
    kubernetes: { ...base.kubernetes, get: () => Promise.resolve(answers.shift()) },
    challenger: { ...base.challenger, vaultWrite: () => Promise.resolve({ status: 200, body: undefined }) },
  });
  const see = async (name: string) => {
    await probes.kubernetes.get({ apiVersion: 'v1', plural: 'secrets', namespace: 'lab1', name }, signal);
  };
  for (const name of ['one', 'two', 'none']) await see(name);
  await probes.challenger.vaultWrite('secret/data/x', { data: { nonce: 'swordfish' } }, signal);
  const { observed, written } = notes();
  expect(observed.map(({ what }) => what)).toEqual([
    'v1 secrets lab1 one',
    'v1 secrets lab1 two',
    'v1 secrets lab1 none',
  ]);
  expect(observed[0]?.sha256).toBe(observed[1]?.sha256);
  expect(observed[2]?.sha256).not.toBe(observed[0]?.sha256);
  expect(written.map(({ what }) => what)).toEqual(['vault secret/data/x']);
  expect(JSON.stringify(notes())).not.toContain('swordfish');
});
