import { expect, it } from 'vitest';
import { digest } from '../digest.ts';
import { readSecretValue, summariseSecret } from './secret.ts';

const object = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'a',
    uid: 'u',
    ownerReferences: [
      { kind: 'Other', name: 'x', uid: '1' },
      { kind: 'ExternalSecret', name: 'a', uid: '2', controller: true },
    ],
    managedFields: [
      { manager: 'kubectl', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:data': { '.': {}, 'f:k': {} } } },
    ],
  },
  data: { k: Buffer.from('hunter2hunter2\n').toString('base64') },
};

it('says everything about a Secret but its values', () => {
  const summary = summariseSecret(object);
  expect(summary).toMatchObject({
    keys: ['k'],
    digests: { k: digest('hunter2hunter2\n') },
    trimmed: { k: digest('hunter2hunter2') },
    owner: { kind: 'ExternalSecret', uid: '2' },
    writers: [{ manager: 'kubectl', keys: ['k'] }],
  });
  expect(JSON.stringify(summary)).not.toMatch(/hunter2|aHVudGVy/);
});

it('reads a value only when asked for it', () => {
  expect(readSecretValue(object, 'k')).toBe('hunter2hunter2\n');
  expect(readSecretValue(object, 'none')).toBeUndefined();
});

it('says which field has an unknown shape', () => {
  expect(() => summariseSecret({ metadata: { name: 'a' }, data: { k: 1 } })).toThrow('at data.k');
});
