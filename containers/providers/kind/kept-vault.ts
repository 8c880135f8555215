import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { nameOf } from '#containers/providers/plan.ts';
import { onlyFileOf } from './audit-log.ts';
import { ask, unless } from './engine.ts';
import type { KindContext } from './kind-context.ts';
import { tarOf } from './tar-file.ts';
import { packKept, unpackKept, type KeptVault } from './vault-contents.ts';

/**
 * What is kept of a Vault lies in its own container, as files that only root may read: it goes where the environment goes,
 * and neither the Vault nor its learner gets at it. Two places take turns, so that a write that was cut short costs nothing.
 */
const slots = ['/vault/config/kept-a.json.gz', '/vault/config/kept-b.json.gz'] as const;
const marker = '/vault/config/half-restored';
interface Place {
  readonly context: Pick<KindContext, 'docker'>;
  readonly id: string;
}

/** The one before stays until this one is whole. */
export async function writeKept(place: Place, kept: KeptVault, signal: AbortSignal): Promise<void> {
  const [newest] = await keptTimes(place, signal);
  const path = slots.find((slot) => slot !== newest?.slot) ?? slots[0];
  await put(place, { path, content: packKept(kept), changedAt: kept.takenAt }, signal);
}

/** The newest that is whole; `undefined` when nothing was kept. */
export async function readKept(place: Place, signal: AbortSignal): Promise<KeptVault | undefined> {
  for (const { slot } of await keptTimes(place, signal)) {
    const content = await read(place, slot, signal);
    const kept = content === undefined ? undefined : unpackKept(content);
    if (kept !== undefined) return kept;
  }
  return undefined;
}

/** From when what is kept is, without reading it. */
export async function keptSince(place: Place, signal: AbortSignal): Promise<Date | undefined> {
  return (await keptTimes(place, signal))[0]?.takenAt;
}

/** Whether somebody began to give a Vault its contents back and has not come to the end. */
export async function isHalfRestored(place: Place, signal: AbortSignal): Promise<boolean> {
  return (await read(place, marker, signal))?.toString() === 'yes';
}

export async function markHalfRestored(place: Place, isHalf: boolean, signal: AbortSignal): Promise<void> {
  await put(place, { path: marker, content: Buffer.from(isHalf ? 'yes' : 'no') }, signal);
}

interface Slot {
  readonly slot: (typeof slots)[number];
  readonly takenAt: Date;
}

async function keptTimes(place: Place, signal: AbortSignal): Promise<readonly Slot[]> {
  const found = await Promise.all(
    slots.map(async (slot): Promise<readonly Slot[]> => {
      const takenAt = (await statOf(place, slot, signal))?.mtime;
      return takenAt === undefined ? [] : [{ slot, takenAt }];
    }),
  );
  return found.flat().toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime());
}

const stat = z.object({
  size: z.number(),
  mtime: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});
const statAnswer = z.object({ headers: z.object({ 'x-docker-container-path-stat': z.string() }) });

/** What the engine knows of a file in a Vault's container, also of one that does not run. */
export async function statOf(
  { context, id }: Place,
  path: string,
  signal: AbortSignal,
): Promise<z.infer<typeof stat> | undefined> {
  const answer = await unless(
    [404],
    ask('look at a file', signal, (abortSignal): Promise<unknown> =>
      context.docker.getContainer(nameOf(id, 'vault')).infoArchive({ path, abortSignal }),
    ),
  );
  if (answer === undefined) return undefined;
  const header = statAnswer.parse(answer).headers['x-docker-container-path-stat'];
  return stat.parse(JSON.parse(Buffer.from(header, 'base64').toString()));
}

async function read({ context, id }: Place, path: string, signal: AbortSignal): Promise<Buffer | undefined> {
  const archive = await unless(
    [404],
    ask('read a file', signal, (abortSignal) =>
      context.docker.getContainer(nameOf(id, 'vault')).getArchive({ path, abortSignal }),
    ),
  );
  return archive === undefined ? undefined : buffer(onlyFileOf(archive, signal));
}

async function put(
  { context, id }: Place,
  file: { readonly path: string; readonly content: Buffer; readonly changedAt?: Date },
  signal: AbortSignal,
): Promise<void> {
  const archive = tarOf({ ...file, path: file.path.slice(1), mode: 0o600 });
  await ask('write a file', signal, () =>
    context.docker.getContainer(nameOf(id, 'vault')).putArchive(archive, { path: '/' }),
  );
}
