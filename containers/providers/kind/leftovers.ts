import type Docker from 'dockerode';
import { label, readExpiry, readLabels } from '#containers/labels.ts';
import { ask } from './engine.ts';
import { creationMs } from './find.ts';
import type { Instance } from './instance.ts';

/** An environment that nobody looks after any more. */
export interface Leftover {
  readonly id: string;
  readonly installation: string;
  readonly why: string;
}

interface Labelled {
  readonly Labels?: Readonly<Record<string, string>> | null | undefined;
}

export interface LeftoverQuestion {
  /** Networks, containers and volumes with our labels, of every installation. */
  readonly objects: readonly Labelled[];
  readonly now: Date;
  readonly isAlive: Instance['isAlive'];
}

/** A server that runs ends what has expired within half a minute. */
const unattendedMs = 5 * 60_000;

/** What is left of environments on this engine, whichever installation made them. Changes nothing. */
export async function listLeftovers(
  docker: Docker,
  instance: Instance,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const filters = { label: [label.environment] };
  const objects = await ask('list leftovers', signal, async (abortSignal) => {
    const [networks, containers, { Volumes }] = await Promise.all([
      docker.listNetworks({ filters, abortSignal }),
      docker.listContainers({ all: true, filters, abortSignal }),
      docker.listVolumes({ filters, abortSignal }),
    ]);
    return [...networks, ...containers, ...Volumes];
  });
  return judgeLeftovers({ objects, now: new Date(), isAlive: (id) => instance.isAlive(id) });
}

/**
 * Left over: a lease that ran out minutes ago and that no server ended, or no lease and nobody who still makes it.
 */
export async function judgeLeftovers({
  objects,
  now,
  isAlive,
}: LeftoverQuestion): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  for (const [id, parts] of byEnvironment(objects)) {
    const why = await whyLeft(parts, now, isAlive);
    const installation = parts[0]?.Labels?.[label.installation] ?? '';
    if (why !== undefined) found.push({ id, installation, why });
  }
  return found.toSorted((a, b) => a.id.localeCompare(b.id));
}

function byEnvironment(objects: readonly Labelled[]): ReadonlyMap<string, readonly Labelled[]> {
  const labelled = objects.filter(({ Labels }) => readLabels(Labels) !== undefined);
  return Map.groupBy(labelled, ({ Labels }) => readLabels(Labels)?.id ?? '');
}

async function whyLeft(
  parts: readonly Labelled[],
  now: Date,
  isAlive: Instance['isAlive'],
): Promise<string | undefined> {
  const expiries = parts.flatMap(({ Labels }) => readExpiry(Labels)?.getTime() ?? []);
  if (expiries.length > 0) {
    const minutes = Math.floor((now.getTime() - Math.max(...expiries)) / 60_000);
    return minutes * 60_000 < unattendedMs ? undefined : `its time was up ${minutes} min ago`;
  }
  const first = readLabels(parts[0]?.Labels);
  if (first === undefined) return undefined;
  if (!(await isAlive(first.instance))) return 'the process that was making it is gone';
  const overdue = now.getTime() - first.createdAt.getTime() > creationMs;
  return overdue ? 'it has been in the making for too long' : undefined;
}
