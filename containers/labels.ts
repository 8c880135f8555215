import { z } from 'zod';
import type { FullDisk } from './contract/environment.ts';

/** Keys of every Docker label that Kindlab sets. Containers, networks and volumes carry them; nothing else is remembered. */
export const label = {
  /** Which installation (data folder) an object belongs to: several share one engine without touching each other. */
  installation: 'dev.kindlab.installation',
  environment: 'dev.kindlab.environment',
  owner: 'dev.kindlab.owner',
  attempt: 'dev.kindlab.attempt',
  lab: 'dev.kindlab.lab',
  /** `network`, `node`, `vault`, `workspace`, `audit` or `lease`. */
  part: 'dev.kindlab.part',
  createdAt: 'dev.kindlab.created-at',
  /** The process that creates the environment, so that leftovers of a dead one are told from work in progress. */
  instance: 'dev.kindlab.instance',
  /** Only on lease volumes. */
  expiresAt: 'dev.kindlab.expires-at',
  /** Only on the lease volume of an environment that is put aside: since when. */
  parkedAt: 'dev.kindlab.parked-at',
  /** Beside it, when it had filled the disk: what it took, and what it might take, in MiB. */
  full: 'dev.kindlab.full',
  /** Only on the container that looks after limits: of which installation (providers/kind/guard). */
  guard: 'dev.kindlab.guard',
  /** Set by kind itself on its nodes; kind offers no way to add labels of ours. */
  kindCluster: 'io.x-k8s.kind.cluster',
} as const;

export type Part = 'network' | 'vault' | 'workspace' | 'audit' | 'lease';

const date = z.iso.datetime().transform((text) => new Date(text));

const environmentLabels = z.object({
  [label.environment]: z.string().min(1),
  [label.owner]: z.string(),
  [label.attempt]: z.string(),
  [label.lab]: z.string(),
  [label.createdAt]: date,
  [label.instance]: z.string(),
});

/** What the labels of any part of an environment say about it. */
export interface LabelledEnvironment {
  readonly id: string;
  readonly owner: { readonly learner: string; readonly attempt: string };
  readonly lab: string;
  readonly createdAt: Date;
  readonly instance: string;
}

/** Reads our labels; `undefined` for an object whose labels are not (all) ours. */
export function readLabels(
  labels: Readonly<Record<string, string>> | null | undefined,
): LabelledEnvironment | undefined {
  const parsed = environmentLabels.safeParse(labels ?? {});
  if (!parsed.success) return undefined;
  const found = parsed.data;
  return {
    id: found[label.environment],
    owner: { learner: found[label.owner], attempt: found[label.attempt] },
    lab: found[label.lab],
    createdAt: found[label.createdAt],
    instance: found[label.instance],
  };
}

type Labels = Readonly<Record<string, string>> | null | undefined;

/** When a lease volume says the lease ends; `undefined` when it does not say. */
export function readExpiry(labels: Labels): Date | undefined {
  return readDate(labels?.[label.expiresAt]);
}

/** Since when a lease volume says its environment is put aside; `undefined` when it is not. */
export function readParking(labels: Labels): Date | undefined {
  return readDate(labels?.[label.parkedAt]);
}

const fullText = z
  .string()
  .regex(/^\d+\/\d*$/)
  .transform((text): FullDisk => {
    const [used = '0', limit = ''] = text.split('/');
    return { usedMiB: Number(used), ...(limit === '' ? {} : { limitMiB: Number(limit) }) };
  });

/** What a lease volume says of an environment that was put aside because it had filled the disk. */
export function readFull(labels: Labels): FullDisk | undefined {
  return fullText.safeParse(labels?.[label.full]).data;
}

export function writeFull({ usedMiB, limitMiB }: FullDisk): string {
  return `${String(usedMiB)}/${limitMiB === undefined ? '' : String(limitMiB)}`;
}

function readDate(text: string | undefined): Date | undefined {
  const parsed = date.safeParse(text);
  return parsed.success ? parsed.data : undefined;
}
