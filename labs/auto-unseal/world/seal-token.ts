import { z } from 'zod';
import { readSecretValue } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { capabilities, mounts, parseAnswer } from '../../static-sync/world/vault-answers.ts';
import { names } from './names.ts';

/** What Vault A holds for B. */
export interface TransitFact {
  /** The engine is mounted at transit/. */
  readonly mounted: boolean;
  /** Absent: there is no key autounseal. */
  readonly key?: {
    readonly latestVersion: number;
    readonly exportable: boolean;
    readonly deletable: boolean;
  };
  /** Names of other keys. */
  readonly otherKeys: readonly string[];
  readonly token: SealTokenFact;
}

/** The token in Secret vault-b-seal. */
export type SealTokenFact =
  | { readonly state: 'no-secret' | 'no-token' | 'refused' }
  | {
      readonly state: 'accepted';
      readonly orphan: boolean;
      readonly periodSeconds: number;
      readonly policies: readonly string[];
      /** What it may do on the paths that matter. */
      readonly may: Readonly<Record<string, readonly string[]>>;
    };

export const usedPaths = [`transit/encrypt/${names.key}`, `transit/decrypt/${names.key}`] as const;
export const closedPaths = [
  `transit/keys/${names.key}`,
  'transit/keys/other',
  `transit/export/encryption-key/${names.key}`,
  'transit/decrypt/other',
  'secret/data/anything',
  'sys/policies/acl/autounseal',
] as const;

const keyAnswer = z.object({
  data: z.object({
    latest_version: z.number(),
    exportable: z.boolean().default(false),
    deletion_allowed: z.boolean().default(false),
  }),
});
const keyNames = z.object({ data: z.object({ keys: z.array(z.string()) }) });
const tokenAnswer = z.object({
  data: z.object({
    orphan: z.boolean().default(false),
    period: z.union([z.number(), z.string()]).default(0),
    policies: z.array(z.string()).default([]),
  }),
});

export async function lookAtTransit(probes: Probes, signal: AbortSignal): Promise<TransitFact> {
  const { vault } = probes;
  const engines = parseAnswer('the engines', mounts, await vault.read('sys/mounts', signal)).data;
  const mounted = engines['transit/']?.type === 'transit';
  const token = await lookAtToken(probes, signal);
  if (!mounted) return { mounted, otherKeys: [], token };
  const [key, listed] = await Promise.all([
    vault.read(`transit/keys/${names.key}`, signal),
    vault.list('transit/keys', signal),
  ]);
  const all = listed.status === 404 ? [] : parseAnswer('the keys', keyNames, listed).data.keys;
  const found = key.status === 404 ? undefined : parseAnswer('the key', keyAnswer, key).data;
  return {
    mounted,
    ...(found === undefined
      ? {}
      : {
          key: {
            latestVersion: found.latest_version,
            exportable: found.exportable,
            deletable: found.deletion_allowed,
          },
        }),
    otherKeys: all.filter((name) => name !== names.key),
    token,
  };
}

async function lookAtToken({ kubernetes, vault }: Probes, signal: AbortSignal): Promise<SealTokenFact> {
  const ref = { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace, name: names.sealSecret };
  const object = await kubernetes.get(ref, signal);
  if (object === undefined) return { state: 'no-secret' };
  const token = (readSecretValue(object, names.sealTokenKey) ?? '').trim();
  if (token === '') return { state: 'no-token' };
  const answer = await vault.lookupToken(token, signal);
  if (answer.status !== 200) return { state: 'refused' };
  const { orphan, period, policies } = parseAnswer('a token', tokenAnswer, answer).data;
  const paths = [...usedPaths, ...closedPaths];
  const { data } = parseAnswer(
    'the rights of a token',
    capabilities,
    await vault.capabilities(token, paths, signal),
  );
  const rightsAt = (path: string): readonly string[] => {
    const rights = data[path];
    return Array.isArray(rights) ? rights.map(String).sort() : [];
  };
  return {
    state: 'accepted',
    orphan,
    periodSeconds: typeof period === 'number' ? period : Number.parseInt(period, 10) || 0,
    policies,
    may: Object.fromEntries(paths.map((path) => [path, rightsAt(path)])),
  };
}

/** Paths at which the token has more than it should, with what it has there. */
export function surplusOf(
  may: Readonly<Record<string, readonly string[]>>,
): readonly (readonly [string, readonly string[]])[] {
  const wanted = (path: string): readonly string[] =>
    usedPaths.some((used) => used === path) ? ['update'] : ['deny'];
  return Object.entries(may).filter(([path, rights]) =>
    rights.some((right) => !wanted(path).includes(right) && right !== 'deny'),
  );
}
