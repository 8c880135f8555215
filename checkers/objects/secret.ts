import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { digest } from '../digest.ts';
import type { KubernetesObject } from '../probes/probes.ts';
import { metadata } from './metadata.ts';
import { parseObject } from './parse-object.ts';

const secret = z.object({
  metadata,
  type: z.string().default('Opaque'),
  immutable: z.boolean().default(false),
  data: z.record(z.string(), z.string()).default({}),
});

/** Everything about a Secret but its values. */
export interface SecretSummary {
  readonly name: string;
  readonly uid: string;
  readonly createdAt: string;
  readonly immutable: boolean;
  readonly keys: readonly string[];
  readonly digests: Readonly<Record<string, string>>;
  /** Digests of the values without white space around them, to recognise a stray newline. */
  readonly trimmed: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string };
  /** Who wrote which keys of `data`, and when, by the API server's records. */
  readonly writers: readonly {
    readonly manager: string;
    readonly time: string;
    readonly keys: readonly string[];
  }[];
}

export function summariseSecret(object: KubernetesObject): SecretSummary {
  const { metadata: about, immutable, data } = parseObject(secret, object);
  const values = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64')] as const);
  const owner = about.ownerReferences.find(({ controller }) => controller);
  return {
    name: about.name,
    uid: about.uid,
    createdAt: about.creationTimestamp,
    immutable,
    keys: values.map(([key]) => key).sort(),
    digests: Object.fromEntries(values.map(([key, value]) => [key, digest(value)])),
    trimmed: Object.fromEntries(values.map(([key, value]) => [key, digest(value.toString('utf8').trim())])),
    labels: about.labels,
    ...(owner === undefined ? {} : { owner: { kind: owner.kind, name: owner.name, uid: owner.uid } }),
    writers: about.managedFields.map(({ manager, time, fieldsV1 }) => ({
      manager,
      time,
      keys: dataKeys(fieldsV1),
    })),
  };
}

const ownedData = z.object({ 'f:data': z.record(z.string(), z.unknown()) });

function dataKeys(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = ownedData.safeParse(fields);
  if (!parsed.success) return [];
  return Object.keys(parsed.data['f:data']).flatMap((field) =>
    field.startsWith('f:') ? [field.slice(2)] : [],
  );
}

/** The value of one key, for asking Vault about a token. Never part of a fact. */
export function readSecretValue(object: KubernetesObject, key: string): string | undefined {
  const value = parseObject(secret, object).data[key];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}
