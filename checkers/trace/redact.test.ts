import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFingerprint } from './fingerprint.ts';
import { redactObject, redactText } from './redact.ts';

const fingerprint = createFingerprint();
const redaction = { fingerprint, secrets: ['hunter2-hunter2'] };
const base64 = (value: string): string => Buffer.from(value).toString('base64');

test('the same value has the same hash under one key, and another under another', () => {
  expect(fingerprint('a')).toBe(fingerprint(Buffer.from('a')));
  expect(fingerprint('a')).not.toBe(createFingerprint()('a'));
  expect(fingerprint('a')).toMatch(/^[0-9a-f]{8}$/);
});

test('a Secret shows its keys, and hashes in place of values', () => {
  const shown = redactObject(
    {
      kind: 'Secret',
      metadata: {
        name: 'db',
        managedFields: [{ manager: 'kubectl' }],
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}',
          'reconcile.external-secrets.io/data-hash': 'e0f1',
          purpose: 'login',
        },
      },
      data: { password: base64('hunter2') },
      stringData: { other: 'hunter2' },
    },
    redaction,
  );
  expect(shown).toEqual({
    kind: 'Secret',
    metadata: { name: 'db', annotations: { purpose: 'login' } },
    data: { password: `(hidden, hash ${fingerprint('hunter2')})` },
    stringData: '(hidden)',
  });
});

test('literal variables with telling names are hidden, others stay', () => {
  const env = [
    { name: 'DB_PASSWORD', value: 'short' },
    { name: 'DB_HOST', value: 'db.lab1' },
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'db', key: 'token' } } },
  ];
  const shown = redactObject({ kind: 'Pod', spec: { containers: [{ env }] } }, redaction);
  expect(JSON.stringify(shown)).not.toContain('short');
  expect(shown).toMatchObject({ spec: { containers: [{ env: [{}, env[1], env[2]] }] } });
});

test.each([
  'hvs.CAESIJ0123456789abcdefXYZ',
  's.0123456789abcdefABCDEF01',
  'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.sig-_nature',
])('a token like %s is hidden', (token) => {
  expect(redactText(`bearer ${token}, refused`, redaction)).toBe(
    `bearer (hidden, hash ${fingerprint(token)}), refused`,
  );
});

test('a known value stands nowhere, whatever the shape around it', () => {
  const secret = 'hunter2-hunter2';
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (shape, around) => {
      const object = { kind: 'Pod', spec: { shape, text: `${around}${secret}`, [secret]: [secret] } };
      expect(JSON.stringify(redactObject(object, redaction))).not.toContain(secret);
    }),
  );
});
