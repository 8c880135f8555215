import { randomBytes } from 'node:crypto';
import type { FullDisk, Tenancy } from '#containers/contract/environment.ts';
import { missingEnvironment } from '#containers/providers/environment-faults.ts';
import { label, writeFull } from '#containers/labels.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { ask, unless } from './engine.ts';
import type { KindContext } from './kind-context.ts';

/**
 * Writes down when a lease ends. Labels of Docker objects cannot be changed, so each end is an empty volume of its
 * own, and the newest one counts. The first one also marks its environment as ready.
 */
export async function writeLease(
  context: KindContext,
  labels: Readonly<Record<string, string>>,
  expiresAt: Date,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const id = labels[label.environment] ?? '';
  await ask('write a lease', new AbortController().signal, () =>
    context.docker.createVolume({
      Name: nameOf(id, `lease-${randomBytes(6).toString('hex')}`),
      Labels: {
        ...labels,
        [label.part]: 'lease',
        [label.createdAt]: context.clock.now().toISOString(),
        [label.instance]: context.instance.id,
        [label.expiresAt]: expiresAt.toISOString(),
      },
    }),
  );
}

/** Moves the end of a lease. */
export async function extendLease(
  context: KindContext,
  id: string,
  expiresAt: Date,
  signal: AbortSignal,
): Promise<void> {
  await replaceLease(context, id, { expiresAt }, signal);
}

/**
 * Adds the new lease first and removes the older ones after, so that there is a lease at every moment. It carries the
 * owner of the one before, and these labels besides or instead. Fault ENVIRONMENT_MISSING when there is none before.
 */
async function replaceLease(
  context: KindContext,
  id: string,
  {
    expiresAt,
    labels = {},
  }: { readonly expiresAt: Date; readonly labels?: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<void> {
  const older = await leaseVolumes(context, id, signal);
  const before = older[0]?.Labels;
  if (before === undefined) throw missingEnvironment(id);
  await writeLease(context, { ...ourLabels(before), ...labels }, expiresAt, signal);
  await removeLeases(context, older, signal);
}

async function removeLeases(
  context: KindContext,
  leases: readonly { readonly Name: string }[],
  signal: AbortSignal,
): Promise<void> {
  for (const { Name } of leases) {
    await unless(
      [404],
      ask('remove an older lease', signal, (abortSignal) =>
        context.docker.getVolume(Name).remove({ abortSignal }),
      ),
    );
  }
}

/**
 * Writes down that an environment is put aside since `parkedAt`, or, without it, that it is in use again. An
 * environment that is parked already stays so since then.
 */
export async function writeParking(
  context: KindContext,
  id: string,
  {
    expiresAt,
    parkedAt,
    full,
  }: { readonly expiresAt: Date; readonly parkedAt?: Date; readonly full?: FullDisk | undefined },
  signal: AbortSignal,
): Promise<void> {
  const labels = {
    ...(parkedAt === undefined ? {} : { [label.parkedAt]: parkedAt.toISOString() }),
    ...(full === undefined ? {} : { [label.full]: writeFull(full) }),
  };
  await replaceLease(context, id, { expiresAt, labels }, signal);
}

/** Leases an environment to another owner: the newest lease says whose it is, whoever it was made for. */
export async function passLease(
  context: KindContext,
  id: string,
  { owner, lab, expiresAt }: Tenancy,
  signal: AbortSignal,
): Promise<void> {
  const labels = { [label.owner]: owner.learner, [label.attempt]: owner.attempt, [label.lab]: lab };
  await replaceLease(context, id, { expiresAt, labels }, signal);
}

/** The lease volumes of one environment, newest first. */
export async function leaseVolumes(context: KindContext, id: string, signal: AbortSignal) {
  const filters = {
    label: [
      `${label.installation}=${context.installation}`,
      `${label.environment}=${id}`,
      `${label.part}=lease`,
    ],
  };
  const { Volumes } = await ask('list leases', signal, (abortSignal) =>
    context.docker.listVolumes({ filters, abortSignal }),
  );
  const writtenAt = (labels: Readonly<Record<string, string>>) => labels[label.createdAt] ?? '';
  return Volumes.toSorted((a, b) => writtenAt(b.Labels).localeCompare(writtenAt(a.Labels)));
}

function ourLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = [label.installation, label.environment, label.owner, label.attempt, label.lab];
  return Object.fromEntries(kept.map((key) => [key, labels[key] ?? '']));
}
