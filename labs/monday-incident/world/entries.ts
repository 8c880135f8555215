import { digest } from '#checkers/digest.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { testValuePrefix } from '#labs/shared/sync-place.ts';
import { entryVersion } from '../../static-sync/world/vault-answers.ts';
import { names } from './names.ts';

/** An entry in Vault without its values. */
export type EntryFact =
  | { readonly state: 'absent' | 'deleted' }
  | {
      readonly state: 'present';
      readonly createdAt: string;
      readonly digests: Readonly<Record<string, string>>;
      /** A challenge of ours is under way, or was cut off. */
      readonly testing: boolean;
    };

/** `path` is below the mount. */
export async function lookAtEntry(path: string, { vault }: Probes, signal: AbortSignal): Promise<EntryFact> {
  const answer = await vault.read(`${names.mount}/data/${path}`, signal);
  const read = entryVersion.safeParse(answer.body);
  if (!read.success) return { state: 'absent' };
  const { data, metadata } = read.data.data;
  if (data === null) return { state: 'deleted' };
  const values = Object.entries(data).map(
    ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return {
    state: 'present',
    createdAt: metadata.created_time,
    digests: Object.fromEntries(values.map(([key, value]) => [key, digest(value)])),
    testing: values.some(([, value]) => value.startsWith(testValuePrefix)),
  };
}
