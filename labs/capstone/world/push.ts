import { z } from 'zod';
import { conditions, findCondition } from '#checkers/objects/conditions.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { names } from './names.ts';

/** PushSecret db-admin and what it was to make in Vault. */
export interface PushFact {
  /** Absent: there is no such PushSecret. */
  readonly push?: {
    readonly generation: number;
    readonly updatePolicy: string;
    /** `Password/db-admin`, or `Secret/db-admin`. */
    readonly source: string;
    readonly remoteKeys: readonly string[];
    readonly reason: string;
    readonly refreshTime: string | null;
  };
  /** Absent: Vault has no such entry, or its newest version is deleted. */
  readonly entry?: { readonly version: number; readonly managedBy: string; readonly shortest: number };
}

export const pushApi = 'external-secrets.io/v1alpha1';
export const pushRef = {
  apiVersion: pushApi,
  plural: 'pushsecrets',
  namespace: names.namespace,
  name: names.push,
};

const named = z.object({ kind: z.string().default('Secret'), name: z.string().default('') });
const pushSecret = z.object({
  metadata: z.object({ generation: z.number().default(0) }),
  spec: z.object({
    updatePolicy: z.string().default('Replace'),
    selector: z.object({ secret: named.optional(), generatorRef: named.optional() }).default({}),
    data: z
      .array(z.object({ match: z.object({ remoteRef: z.object({ remoteKey: z.string() }) }) }))
      .default([]),
  }),
  status: z.object({ conditions, refreshTime: z.string().nullable().default(null) }).prefault({}),
});
const entry = z.object({
  data: z.object({
    data: z.record(z.string(), z.unknown()),
    metadata: z.object({
      version: z.number(),
      custom_metadata: z.record(z.string(), z.string()).nullable().default(null),
    }),
  }),
});

export async function lookAtPush(probes: Probes, signal: AbortSignal): Promise<PushFact> {
  const [object, answer] = await Promise.all([
    probes.kubernetes.get(pushRef, signal),
    probes.vault.read(`secret/data/${names.entry}`, signal),
  ]);
  const stored = entry.safeParse(answer.body);
  return {
    ...(object === undefined ? {} : { push: summarise(parseObject(pushSecret, object)) }),
    ...(stored.success
      ? {
          entry: {
            version: stored.data.data.metadata.version,
            managedBy: stored.data.data.metadata.custom_metadata?.['managed-by'] ?? '',
            shortest: Math.min(...Object.values(stored.data.data.data).map((value) => String(value).length)),
          },
        }
      : {}),
  };
}

function summarise({ metadata, spec, status }: z.infer<typeof pushSecret>): NonNullable<PushFact['push']> {
  const { secret, generatorRef } = spec.selector;
  const source =
    generatorRef === undefined ? `Secret/${secret?.name ?? ''}` : `${generatorRef.kind}/${generatorRef.name}`;
  return {
    generation: metadata.generation,
    updatePolicy: spec.updatePolicy,
    source,
    remoteKeys: spec.data.map(({ match }) => match.remoteRef.remoteKey),
    reason: findCondition(status.conditions, 'Ready')?.reason ?? '',
    refreshTime: status.refreshTime,
  };
}
