import { z } from 'zod';
import { metadata } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { generatorApi, names } from './names.ts';

const generator = z.object({
  metadata,
  spec: z.object({
    path: z.string().default(''),
    method: z.string().default(''),
    resultType: z.string().default('Data'),
    provider: z
      .object({
        server: z.string().default(''),
        auth: z
          .object({
            kubernetes: z
              .object({
                mountPath: z.string().default('kubernetes'),
                role: z.string().default(''),
                serviceAccountRef: z.object({ name: z.string().default('') }).optional(),
              })
              .optional(),
            tokenSecretRef: z.record(z.string(), z.unknown()).optional(),
          })
          .default({}),
      })
      .default({ server: '', auth: {} }),
  }),
});

export interface GeneratorFact {
  readonly namespaces: readonly string[];
  readonly others: readonly string[];
  readonly generator?: {
    readonly path: string;
    readonly method: string;
    readonly resultType: string;
    readonly server: string;
    readonly byToken: boolean;
    readonly kubernetes?: { readonly mountPath: string; readonly role: string; readonly account: string };
  };
  readonly addressInCluster: string;
}

export async function lookAtGenerator(
  { kubernetes, attempt }: Probes,
  signal: AbortSignal,
): Promise<GeneratorFact> {
  const listed = await kubernetes.list(
    { apiVersion: generatorApi, plural: 'vaultdynamicsecrets' },
    {},
    signal,
  );
  const all = listed.map((object) => parseObject(generator, object));
  const here = all.filter(({ metadata: about }) => about.namespace === names.namespace);
  const found = here.find(({ metadata: about }) => about.name === names.generator);
  const base = {
    namespaces: all.flatMap(({ metadata: about }) =>
      about.name === names.generator && about.namespace !== names.namespace ? (about.namespace ?? []) : [],
    ),
    others: here.map(({ metadata: about }) => about.name).filter((name) => name !== names.generator),
    addressInCluster: attempt.vaultAddressInCluster,
  };
  if (found === undefined) return base;
  const { path, method, resultType, provider } = found.spec;
  const { kubernetes: login, tokenSecretRef } = provider.auth;
  return {
    ...base,
    generator: {
      path,
      method,
      resultType,
      server: provider.server,
      byToken: tokenSecretRef !== undefined,
      ...(login === undefined
        ? {}
        : {
            kubernetes: {
              mountPath: login.mountPath,
              role: login.role,
              account: login.serviceAccountRef?.name ?? '',
            },
          }),
    },
  };
}
