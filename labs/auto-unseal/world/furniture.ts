import { z } from 'zod';
import type { Probes } from '#checkers/probes/probes.ts';
import { asAdmin, readB, type AskB } from './vault-b.ts';

/** What is in B, as its admin sees it. */
export type FurnitureFact =
  | { readonly state: 'shut' }
  | {
      readonly state: 'inside';
      readonly policies: readonly string[];
      /** Absent: the admin may not look. */
      readonly engines?: Readonly<Record<string, string>>;
      /** Kinds of audit devices; absent: the admin may not look. */
      readonly audit?: readonly string[];
      /** How many root tokens there are; absent: the admin may not look. */
      readonly rootTokens?: number;
    };

const mounts = z.object({
  data: z.record(
    z.string(),
    z.object({ type: z.string(), options: z.record(z.string(), z.string()).nullable().default(null) }),
  ),
});
const devices = z.object({ data: z.record(z.string(), z.object({ type: z.string() })) });
const accessors = z.object({ data: z.object({ keys: z.array(z.string()) }) });
const token = z.object({ data: z.object({ policies: z.array(z.string()).default([]) }) });
const mostTokens = 60;

export async function lookAtFurniture(probes: Probes, signal: AbortSignal): Promise<FurnitureFact> {
  const inside = await asAdmin(probes, signal, async (ask, { policies }): Promise<FurnitureFact> => {
    const [engines, audit, rootTokens] = await Promise.all([
      readB(mounts, 'sys/mounts', ask, signal),
      readB(devices, 'sys/audit', ask, signal),
      countRootTokens(ask, signal),
    ]);
    return {
      state: 'inside',
      policies,
      ...(engines === undefined ? {} : { engines: kindsOf(engines.data) }),
      ...(audit === undefined ? {} : { audit: Object.values(audit.data).map(({ type }) => type) }),
      ...(rootTokens === undefined ? {} : { rootTokens }),
    };
  });
  return inside ?? { state: 'shut' };
}

/** `kv` in version 2 is shown as `kv-v2`. */
function kindsOf(data: z.infer<typeof mounts>['data']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(data).map(([path, { type, options }]) => [
      path,
      options?.['version'] === '2' ? `${type}-v2` : type,
    ]),
  );
}

async function countRootTokens(ask: AskB, signal: AbortSignal): Promise<number | undefined> {
  const listed = await readB(accessors, 'auth/token/accessors?list=true', ask, signal);
  if (listed === undefined) return undefined;
  const found = await Promise.all(
    listed.data.keys.slice(0, mostTokens).map(async (accessor) => {
      const answer = await ask(
        { method: 'POST', path: 'v1/auth/token/lookup-accessor', body: { accessor } },
        signal,
      );
      const read = token.safeParse(answer?.body);
      return read.success && read.data.data.policies.includes('root');
    }),
  );
  return found.filter(Boolean).length;
}
