import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Environment, Owner } from '#containers/contract/environment.ts';
import { label, readExpiry, readLabels, readParking } from '#containers/labels.ts';

/** Besides those of `label`: when its creator last said that it works on it. A dead one says nothing any more. */
export const workedOnAt = 'dev.kindlab.worked-on-at';
/** How deep it is put aside. */
export const parkedDepth = 'dev.kindlab.parked-depth';
/** As of when Vault's contents are written down. */
export const vaultKeptAt = 'dev.kindlab.vault-kept-at';
/** How often Vault and the workspace had been started again when all was well the last time. */
export const knownRestarts = {
  vault: 'dev.kindlab.vault-restarts',
  workspace: 'dev.kindlab.workspace-restarts',
} as const;

/** By which the environment of one owner is found without looking at all others. */
export const ownerKey = 'dev.kindlab.owner-key';

/** Labels hold few characters, and names of people are nobody's business who may list namespaces. */
export function ownerKeyOf({ learner, attempt }: Owner): string {
  return createHash('sha256')
    .update(JSON.stringify([learner, attempt]))
    .digest('hex')
    .slice(0, 32);
}

/** What the namespace of an environment says about it: the only truth, as labels are on one machine. */
export interface LabRecord {
  readonly id: string;
  readonly namespace: string;
  readonly version: string;
  readonly owner: Owner;
  readonly lab: string;
  readonly createdAt: Date;
  readonly workedOnAt: Date;
  /** Absent: it was never ready. */
  readonly expiresAt: Date | undefined;
  readonly parked: NonNullable<Environment['parked']> | undefined;
  /** Absent: nothing of Vault was written down yet. */
  readonly keptAt: Date | undefined;
  readonly restarts: { readonly vault: number; readonly workspace: number };
  /** On its way out. */
  readonly leaving: boolean;
}

const namespaceObject = z.object({
  metadata: z.object({
    name: z.string(),
    resourceVersion: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
  }),
});
export const namespaceList = z.object({ items: z.array(namespaceObject) });

const count = z.coerce.number().int().min(0).catch(0);
const depth = z.enum(['paused', 'stopped']).catch('paused');

/** Labels are for finding, and hold few characters; whose it is stands in annotations. */
export function recordLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    [label.installation]: labels[label.installation] ?? '',
    [label.environment]: labels[label.environment] ?? '',
  };
}

/** Reads a namespace; `undefined` for one that is not (all) ours. */
export function readRecord(object: unknown): LabRecord | undefined {
  const parsed = namespaceObject.safeParse(object);
  if (!parsed.success) return undefined;
  const { name, resourceVersion, labels, annotations, deletionTimestamp } = parsed.data.metadata;
  const both = { ...annotations, ...labels };
  const read = readLabels(both);
  if (read === undefined) return undefined;
  const since = readParking(both);
  const kept = z.iso.datetime().safeParse(annotations[vaultKeptAt]);
  const touched = z.iso.datetime().safeParse(annotations[workedOnAt]);
  return {
    id: read.id,
    namespace: name,
    version: resourceVersion,
    owner: read.owner,
    lab: read.lab,
    createdAt: read.createdAt,
    workedOnAt: touched.success ? new Date(touched.data) : read.createdAt,
    expiresAt: readExpiry(both),
    parked: since === undefined ? undefined : { since, depth: depth.parse(annotations[parkedDepth]) },
    keptAt: kept.success ? new Date(kept.data) : undefined,
    restarts: {
      vault: count.parse(annotations[knownRestarts.vault]),
      workspace: count.parse(annotations[knownRestarts.workspace]),
    },
    leaving: deletionTimestamp !== undefined,
  };
}
