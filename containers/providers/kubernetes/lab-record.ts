import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Environment, Owner } from '#containers/contract/environment.ts';
import { label, readExpiry, readLabels, readParking } from '#containers/labels.ts';

/** Besides those of `label`: when its creator last said that it works on it. A dead one says nothing any more. */
export const workedOnAt = 'dev.kindlab.worked-on-at';
/** How deep it is put aside. */
export const parkedDepth = 'dev.kindlab.parked-depth';

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
    leaving: deletionTimestamp !== undefined,
  };
}
