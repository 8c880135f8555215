import { beforeAll, describe, expect, it } from 'vitest';
import type { KindSchema } from '#site/protocol/schemas.ts';
import { RecordedSchemaSource } from '#site/server/dev/recorded-schema-source.ts';
import { parseOpenApi, schemaOf } from '#site/server/schemas/read-open-api.ts';
import { schemaMarks, syntaxMarks } from './find-marks.ts';
import { fieldAt, readManifests } from './manifests.ts';
import { firstOffers, offersFor } from './offers.ts';
import { fieldNameAt, typingAt } from './place.ts';

let schemas: Record<'ExternalSecret' | 'Secret', KindSchema>;

beforeAll(async () => {
  const source = new RecordedSchemaSource();
  const read = async (document: string, apiVersion: string, kind: string): Promise<KindSchema> => {
    const found = schemaOf(parseOpenApi(await source.document(undefined, document)) ?? {}, {
      apiVersion,
      kind,
    });
    if (found === undefined) throw new Error(`${kind} is not recorded.`);
    return found;
  };
  schemas = {
    ExternalSecret: await read(
      'apis__external-secrets.io__v1.json',
      'external-secrets.io/v1',
      'ExternalSecret',
    ),
    Secret: await read('api__v1.json', 'v1', 'Secret'),
  };
});

const head = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: app\n';

function marksOf(text: string, kind: keyof typeof schemas = 'ExternalSecret'): readonly string[] {
  return readManifests(text).flatMap((manifest) =>
    schemaMarks(manifest, schemas[kind]).map(
      ({ from, to, message }) => `${text.slice(from, to)} → ${message}`,
    ),
  );
}

/** `|` is where somebody types. */
function offered(text: string): readonly string[] {
  const at = text.indexOf('|');
  const typing = typingAt(text.replace('|', ''), at);
  return typing === undefined ? [] : offersFor(typing, schemas.ExternalSecret, '').map(({ label }) => label);
}

describe('marks', () => {
  it('finds nothing wrong with what is right', () => {
    const right = `${head}spec:
  refreshInterval: 1m
  secretStoreRef: { name: vault, kind: SecretStore }
  target:
    name: app
    creationPolicy: Owner
    template:
      metadata: { labels: { any: thing } }
      data: { url: "http://{{ .host }}" }
  data:
    - secretKey: password
      remoteRef: { key: app, property: password }
`;
    expect(marksOf(right)).toEqual([]);
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: a, labels: { x: "1" } }\nstringData: { a: b }\n';
    expect(marksOf(secret, 'Secret')).toEqual([]);
  });

  it.each([
    [
      'spec:\n  refreshinterval: 1m\n',
      'refreshinterval → There is no field `refreshinterval` here. It is written `refreshInterval`.',
    ],
    [
      'spec:\n  refreshInterval: 60\n',
      '60 → `refreshInterval` takes text. Put it in quotes: it is read as a whole number.',
    ],
    ['spec:\n  target: app\n', 'app → `target` takes fields of its own.'],
    [
      'spec:\n  target:\n    creationPolicy: owner\n',
      'owner → `creationPolicy` is one of `Owner`, `Orphan`, `Merge`, `None`.',
    ],
    ['spec:\n  target:\n    immutable: "no"\n', '"no" → `immutable` takes `true` or `false`.'],
    [
      'spec:\n  target:\n    name: yes\n',
      'yes → `name` takes text. Put it in quotes: it is read as `true` or `false`.',
    ],
    ['spec:\n  data:\n    secretKey: x\n', 'secretKey: x\n → `data` takes a list.'],
    ['spec:\n  data:\n    - secretKey: x\n', 'secretKey → Each element of `data` needs `remoteRef`.'],
  ])('marks %s', (spec, mark) => {
    expect(marksOf(head + spec)).toEqual([mark]);
  });

  it('says nothing of a field that is still empty', () => {
    expect(marksOf(`${head}spec:\n  target:\n  data:\n`)).toEqual([]);
  });

  it('says what is no YAML, and which document', () => {
    const [first, second] = readManifests('a: 1\n---\na: [1\n');
    expect(first && syntaxMarks(first)).toEqual([]);
    expect(second && syntaxMarks(second)[0]?.message).toMatch(/^This is not YAML/);
    expect(readManifests('a: 1\na: 2\n').flatMap(syntaxMarks)).toHaveLength(1);
  });
});

describe('offers', () => {
  it('offers the fields that are not there yet, also in the middle of what is no YAML by now', () => {
    const names = offered(`${head}spec:\n  target:\n    name: app\n  ref|\n  data: []\n`);
    expect(names).toContain('refreshInterval');
    expect(names).not.toContain('target');
    expect(names).not.toContain('data');
    expect(offered(`${head}|`)).toContain('spec');
    expect(offered(`${head}|`)).not.toContain('status');
  });

  it('knows lists', () => {
    expect(offered(`${head}spec:\n  data:\n    - se|\n`)).toEqual(
      expect.arrayContaining(['secretKey', 'remoteRef']),
    );
    expect(offered(`${head}spec:\n  data:\n    - secretKey: x\n      |\n`)).toContain('remoteRef');
    expect(offered(`${head}spec:\n  data:\n    |\n`)).toContain('- secretKey');
  });

  it('offers the values that are taken', () => {
    expect(offered(`${head}spec:\n  target:\n    creationPolicy: O|\n`)).toEqual([
      'Owner',
      'Orphan',
      'Merge',
      'None',
    ]);
    expect(offered(`${head}spec:\n  target:\n    immutable: |\n`)).toEqual(['true', 'false']);
    expect(offered(`${head}spec:\n  refreshInterval: |\n`)).toEqual([]);
  });

  it('looks at the document that one types in', () => {
    const text = `apiVersion: v1\nkind: Secret\n---\n${head}spec:\n  ref`;
    expect(typingAt(text, text.length)?.manifest.kind?.kind).toBe('ExternalSecret');
  });

  it('begins a document with what the cluster has', () => {
    const kinds = [
      { apiVersion: 'v1', kind: 'Secret' },
      { apiVersion: 'external-secrets.io/v1', kind: 'SecretStore' },
    ];
    const labels = (text: string, apiVersion?: string) => {
      const typing = typingAt(text, text.length);
      return typing === undefined ? [] : firstOffers(typing, kinds, apiVersion).map(({ label }) => label);
    };
    expect(labels('ki')).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(labels('apiVersion: ')).toEqual(['external-secrets.io/v1', 'v1']);
    expect(labels('apiVersion: v1\nkind: S', 'v1')).toEqual(['Secret']);
  });
});

it('finds the field under the pointer and what is said about it', () => {
  const text = `${head}spec:\n  data:\n    - remoteRef:\n        key: app\n`;
  const place = fieldNameAt(text, text.indexOf('key:') + 1);
  expect(place?.path).toEqual(['spec', 'data', 0, 'remoteRef', 'key']);
  expect(fieldAt(place?.path ?? [], schemas.ExternalSecret)?.description).toMatch(
    /Key is the key used in the Provider/,
  );
  expect(fieldNameAt(text, text.indexOf('app\n'))).toBeUndefined();
});
