import type { Parking, Tenancy } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import { missingEnvironment } from '#containers/providers/environment-faults.ts';
import { unlessStatus } from './host-api.ts';
import type { KubeContext } from './kube-context.ts';
import {
  knownRestarts,
  ownerKey,
  ownerKeyOf,
  parkedDepth,
  vaultKeptAt,
  workedOnAt,
  type LabRecord,
} from './lab-record.ts';
import { namespaceOf } from './places.ts';

interface Changes {
  readonly annotations: Readonly<Record<string, string | null>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Changes annotations of an environment in one step; `null` takes one away. Fault ENVIRONMENT_MISSING. */
async function annotate(
  context: KubeContext,
  id: string,
  changes: Changes,
  signal: AbortSignal,
): Promise<void> {
  const request = {
    method: 'PATCH',
    path: `/api/v1/namespaces/${namespaceOf(id)}`,
    body: { metadata: changes },
    contentType: 'application/merge-patch+json',
  } as const;
  const changed = await context.api.ask(request, signal).catch((error: unknown) => unlessStatus(error, 404));
  if (changed === undefined) throw missingEnvironment(id);
}

/** Moves the end of a lease. The first one also marks its environment as ready. */
export async function writeLease(
  context: KubeContext,
  id: string,
  expiresAt: Date,
  signal: AbortSignal,
): Promise<void> {
  await annotate(context, id, { annotations: { [label.expiresAt]: expiresAt.toISOString() } }, signal);
}

/** Says that its creator lives and works on it. */
export async function sayWorking(context: KubeContext, id: string, signal: AbortSignal): Promise<void> {
  await annotate(context, id, { annotations: { [workedOnAt]: context.clock.now().toISOString() } }, signal);
}

/** Says as of when Vault's contents are written down. */
export async function writeKeptAt(
  context: KubeContext,
  id: string,
  takenAt: Date,
  signal: AbortSignal,
): Promise<void> {
  await annotate(context, id, { annotations: { [vaultKeptAt]: takenAt.toISOString() } }, signal);
}

/** Says that all is well again, however often its containers have been started. */
export async function writeRestarts(
  context: KubeContext,
  id: string,
  { vault, workspace }: LabRecord['restarts'],
  signal: AbortSignal,
): Promise<void> {
  const annotations = {
    [knownRestarts.vault]: String(vault),
    [knownRestarts.workspace]: String(workspace),
  };
  await annotate(context, id, { annotations }, signal);
}

/** Leases an environment to another owner. */
export async function passLease(
  context: KubeContext,
  id: string,
  { owner, lab, expiresAt }: Tenancy,
  signal: AbortSignal,
): Promise<void> {
  const annotations = {
    [label.owner]: owner.learner,
    [label.attempt]: owner.attempt,
    [label.lab]: lab,
    [label.expiresAt]: expiresAt.toISOString(),
  };
  await annotate(context, id, { annotations, labels: { [ownerKey]: ownerKeyOf(owner) } }, signal);
}

/** Writes down that an environment is put aside, or, without `aside`, that it is in use again. */
export async function writeParking(
  context: KubeContext,
  id: string,
  {
    expiresAt,
    aside,
  }: {
    readonly expiresAt: Date;
    readonly aside?: { readonly since: Date; readonly depth: Parking['depth'] };
  },
  signal: AbortSignal,
): Promise<void> {
  const annotations = {
    [label.expiresAt]: expiresAt.toISOString(),
    [label.parkedAt]: aside?.since.toISOString() ?? null,
    [parkedDepth]: aside?.depth ?? null,
  };
  await annotate(context, id, { annotations }, signal);
}
