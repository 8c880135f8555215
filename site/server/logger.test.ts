import { expect, test } from 'vitest';
import { makeLogger } from './logger.ts';

function logged(fields: Readonly<Record<string, unknown>>): string {
  let text = '';
  makeLogger('info', { write: (line) => (text += line) }).info(fields, 'said');
  return text;
}

const secret = 's3cr3t-of-a-learner';

test.each([
  'token',
  'ticket',
  'values',
  'password',
  'clientKey',
  'clientCertificate',
  'cookie',
  'authorization',
  'given',
  'databaseUrl',
  'kubeconfig',
  'stdin',
])('what stands under `%s` never reaches the log', (key) => {
  for (const fields of [{ [key]: secret }, { a: { [key]: secret } }, { a: { b: { [key]: secret } } }]) {
    const text = logged(fields);
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(secret);
  }
});

test('nor what an error carries under such a name', () => {
  const err = Object.assign(new Error('refused'), { headers: { authorization: secret }, stdin: secret });
  const text = logged({ err });
  expect(text).toContain('refused');
  expect(text).not.toContain(secret);
});

test('one line is one JSON object, whatever a terminal or a learner put into it', () => {
  const text = logged({ detail: 'a\nb\u001b]0;title\u0007\u009b31m' });
  expect(text.trimEnd()).not.toMatch(/[\n\u001b\u0007]/);
  expect(JSON.parse(text)).toMatchObject({ detail: 'a\nb\u001b]0;title\u0007\u009b31m' });
});
