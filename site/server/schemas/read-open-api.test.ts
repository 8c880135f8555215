import { describe, expect, it } from 'vitest';
import { kindSchema } from '#site/protocol/schemas.ts';
import { RecordedSchemaSource } from '../dev/recorded-schema-source.ts';
import { kindsIn, parseOpenApi, schemaOf } from './read-open-api.ts';

const source = new RecordedSchemaSource();

async function read(name: string) {
  return parseOpenApi(await source.document(undefined, name)) ?? {};
}

describe('readOpenApi', () => {
  it('finds the kinds of a document', async () => {
    const kinds = kindsIn(await read('apis__external-secrets.io__v1.json'));
    expect(kinds).toContainEqual({ apiVersion: 'external-secrets.io/v1', kind: 'SecretStore' });
    expect(kindsIn(await read('api__v1.json'))).toContainEqual({ apiVersion: 'v1', kind: 'Secret' });
  });

  it('keeps of a kind what helps: fields, types, values, what is required', async () => {
    const kind = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' };
    const schema = schemaOf(await read('apis__external-secrets.io__v1.json'), kind);
    const spec = schema?.root.properties?.['spec'];
    expect(spec?.properties?.['refreshInterval']?.types).toEqual(['string']);
    const target = spec?.properties?.['target']?.properties;
    expect(target?.['creationPolicy']?.values).toEqual(['Owner', 'Orphan', 'Merge', 'None']);
    const element = spec?.properties?.['data']?.items;
    expect(element?.required).toEqual(['remoteRef', 'secretKey']);
    expect(target?.['template']?.properties?.['data']).toMatchObject({ entries: { types: ['string'] } });
    expect(kindSchema.parse(schema)).toEqual(schema);
  });

  it('takes along the definitions that a kind refers to, and no others', async () => {
    const schema = schemaOf(await read('api__v1.json'), { apiVersion: 'v1', kind: 'Secret' });
    const names = Object.keys(schema?.definitions ?? {});
    expect(names).toContain('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
    expect(names).not.toContain('io.k8s.api.core.v1.ServiceAccount');
  });

  it('says nothing about what it does not understand', () => {
    const gvk = [{ group: '', version: 'v1', kind: 'Odd' }];
    const odd = { 'x-kubernetes-group-version-kind': gvk, type: 'object', properties: { one: 'nonsense' } };
    const schema = schemaOf({ odd }, { apiVersion: 'v1', kind: 'Odd' });
    expect(schema?.root.properties?.['one']).toEqual({ types: [], open: true });
    expect(parseOpenApi({ message: 'no' })).toBeUndefined();
    expect(schemaOf({ odd }, { apiVersion: 'v2', kind: 'Odd' })).toBeUndefined();
  });

  it('does not ask for what the API server puts in itself', () => {
    const gvk = [{ group: 'a', version: 'v1', kind: 'K' }];
    const properties = { mode: { type: 'string', default: 'Soft' }, name: { type: 'string' } };
    const one = {
      'x-kubernetes-group-version-kind': gvk,
      type: 'object',
      properties,
      required: ['mode', 'name'],
    };
    expect(schemaOf({ one }, { apiVersion: 'a/v1', kind: 'K' })?.root.required).toEqual(['name']);
  });
});
