import { z } from 'zod';
import { metadata } from '../objects/metadata.ts';
import { secretStore, vaultProvider } from '../objects/secret-store.ts';
import type { GeneratorFact, StoreFact } from './delivery-facts.ts';
import { generatorsApi, listAs, secretsApi, type Looking } from './looking.ts';

export async function lookAtStores(looking: Looking): Promise<ReadonlyMap<string, StoreFact>> {
  const kinds = [
    ['SecretStore', 'secretstores'],
    ['ClusterSecretStore', 'clustersecretstores'],
  ] as const;
  const lists = await Promise.all(
    kinds.map(async ([kind, plural]) => {
      const found = await listAs(secretStore, { apiVersion: secretsApi, plural }, looking);
      return found.map((each) => storeFact(kind, each, looking.probes.attempt.vaultAddressInCluster));
    }),
  );
  return new Map(lists.flat().map((fact) => [`${fact.kind}/${fact.namespace}/${fact.name}`, fact]));
}

const vaultNamespace = z.object({ namespace: z.string().default('') });

function storeFact(kind: string, store: z.infer<typeof secretStore>, ourAddress: string): StoreFact {
  const { name, namespace = '', uid, creationTimestamp } = store.metadata;
  const provider = store.spec.provider['vault'];
  const parsed = vaultProvider.safeParse(provider);
  const base = { kind, namespace, name, uid, createdAt: creationTimestamp };
  const fact = { ...base, conditions: store.status.conditions };
  if (!parsed.success) return fact;
  const { server, path, version } = parsed.data;
  const within = vaultNamespace.safeParse(provider);
  return {
    ...fact,
    vault: {
      server,
      isOurs: sameServer(server, ourAddress),
      path: trimSlashes(path),
      version,
      namespace: within.success ? trimSlashes(within.data.namespace) : '',
    },
  };
}

const generator = z.object({
  metadata,
  spec: z.object({
    path: z.string().default(''),
    provider: z.object({ server: z.string().default(''), namespace: z.string().default('') }).prefault({}),
  }),
});

export async function lookAtGenerators(looking: Looking): Promise<ReadonlyMap<string, GeneratorFact>> {
  const ref = { apiVersion: generatorsApi, plural: 'vaultdynamicsecrets' };
  const found = await listAs(generator, ref, looking);
  return new Map(
    found.map(({ metadata: { namespace = '', name }, spec: { path, provider } }) => {
      const within = trimSlashes(provider.namespace);
      const isOurs = sameServer(provider.server, looking.probes.attempt.vaultAddressInCluster);
      const at = `${within === '' ? '' : `${within}/`}${trimSlashes(path)}`;
      return [`${namespace}/${name}`, { namespace, name, path: at, isOurs }];
    }),
  );
}

function sameServer(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && serviceAt(new URL(one)) === serviceAt(new URL(other));
}

/** A Service has several names in its cluster. */
function serviceAt({ protocol, hostname, port }: URL): string {
  return `${protocol}//${hostname.replace(/\.svc(\.cluster\.local)?$/, '')}:${port}`;
}

function trimSlashes(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, '');
}
