import type Docker from 'dockerode';
import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess, Parking } from '#containers/contract/environment.ts';
import { missingEnvironment } from '#containers/providers/environment-faults.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { findAdminAccess } from './admin-access.ts';
import { apiAnswers } from './cluster/api-answers.ts';
import { awaitBoundary } from './cluster/await-boundary.ts';
import { awaitFreshNode, type Sleep } from './cluster/await-fresh-node.ts';
import { awaitPods } from './cluster/await-pods.ts';
import { awaitServices } from './cluster/await-services.ts';
import { endPods } from './cluster/end-pods.ts';
import { ask, isStatus, slowAnswerMs, unless } from './engine.ts';
import type { FoundEnvironment } from './find.ts';
import { limitTraffic } from './guard/limit-traffic.ts';
import { keepVault } from './keep-vault.ts';
import { isHalfRestored } from './kept-vault.ts';
import type { KindContext } from './kind-context.ts';
import { writeParking } from './lease-volume.ts';
import { nodeName } from './node.ts';
import { pauseContainer } from './pause-container.ts';
import { restoreVault } from './restore-vault.ts';

/** Long enough for etcd to write all it has. */
const stopSeconds = 30;
const comeBackMs = 3 * 60_000;
const pollMs = 200;

/**
 * Puts an environment aside. Vault (which keeps everything in memory) and the workspace (where shells run) are always
 * paused and never stopped; the node, which has all but little of the memory, is stopped when asked for. What Vault has
 * stored is written down as well, in case the engine does not live as long.
 */
export async function parkEnvironment(
  context: KindContext,
  found: FoundEnvironment,
  { depth, expiresAt, full = found.parked?.full }: Parking,
  signal: AbortSignal,
): Promise<void> {
  const { id } = found;
  const parkedAt = found.parked?.since ?? context.clock.now();
  const [node, vault, workspace] = partsOf(context, id);
  // A disk that fills does not wait until that is written down; one that is found like this counts as interrupted.
  if (full !== undefined) await Promise.all([node, workspace, vault].map((part) => freeze(part)));
  // First of all: whatever goes wrong from here on, it is found as parked, and can be brought back.
  await writeParking(context, id, { expiresAt, parkedAt, full }, signal);
  await pause(workspace, signal);
  if (depth === 'paused') await pause(node, signal);
  else if (full === undefined) await stop(node, signal);
  else await end(context, node, signal);
  // Now nobody asks it any more.
  if ((await stateOf(vault, signal)) === 'running') await tryToKeep(context, id, signal);
  await pause(vault, signal);
}

/** It comes back without that, too, unless the engine ends it meanwhile. */
async function tryToKeep(context: KindContext, id: string, signal: AbortSignal): Promise<void> {
  try {
    await keepVault(context, id, signal);
  } catch (error) {
    signal.throwIfAborted();
    context.log.warn({ environment: id, err: error }, 'the contents of a Vault could not be written down');
  }
}

/** Brings it back and returns when a learner can go on. */
export async function unparkEnvironment(
  context: KindContext,
  { id, state, interrupted, parked, expiresAt: until }: FoundEnvironment,
  expiresAt: Date,
  signal: AbortSignal,
): Promise<void> {
  // Until all of it is back it must not be taken for ready, whatever becomes of us.
  if (state === 'interrupted')
    await writeParking(context, id, { expiresAt: until, parkedAt: context.clock.now() }, signal);
  const both = AbortSignal.any([signal, AbortSignal.timeout(comeBackMs)]);
  const [node, , workspace] = partsOf(context, id);
  const isFull = parked?.full !== undefined;
  try {
    if (isFull) await Promise.all([end(context, node, both), end(context, workspace, both)]);
    // Vault first: the cluster's operators ask it at once.
    await wakeVault(context, id, both);
    const wokenAt = context.clock.now();
    const woken = await wake(node, both);
    const startedAt = interrupted === undefined ? woken : await startOf(node, both);
    const asleep = parked === undefined ? undefined : { since: parked.since, until: wokenAt };
    await awaitCluster(context, { id, startedAt, asleep, isFull }, both);
    await wake(workspace, both);
    // A container that was started again has a new end of the network.
    if (isFull || startedAt !== undefined) await limitTraffic(context, id, both);
  } catch (error) {
    signal.throwIfAborted();
    throw both.aborted ? silentCluster(error) : error;
  }
  await writeParking(context, id, { expiresAt }, signal);
}

/** One that has ended, or that got only a part of its contents back, begins again; meanwhile nobody may ask it. */
async function wakeVault(context: KindContext, id: string, signal: AbortSignal): Promise<void> {
  const [node, vault, workspace] = partsOf(context, id);
  const hasEnded = (await stateOf(vault, signal)) === 'exited';
  if (!hasEnded && !(await isHalfRestored({ context, id }, signal))) {
    await wake(vault, signal);
    return;
  }
  await Promise.all([pause(node, signal), pause(workspace, signal)]);
  if (!hasEnded) {
    await wake(vault, signal);
    await ask('end Vault', signal, (): Promise<unknown> => vault.kill());
  }
  await restoreVault(context, id, signal);
}

interface Waking {
  readonly id: string;
  /** Absent when the node was not started but woken. */
  readonly startedAt: Date | undefined;
  readonly asleep: Sleep | undefined;
  /** It had filled its disk: what the learner's pods have written goes. */
  readonly isFull: boolean;
}

/** Waits until the cluster of a node that was woken serves a learner again. */
async function awaitCluster(
  context: KindContext,
  { id, startedAt, asleep, isFull }: Waking,
  signal: AbortSignal,
): Promise<void> {
  const [node] = partsOf(context, id);
  let since = startedAt;
  for (;;) {
    const access = await accessOf(context, id, signal);
    if (access === 'stopped') since = (await wake(node, signal)) ?? since;
    else if (access !== undefined && (await apiAnswers(access, signal))) {
      // One that was started reports as soon as it can, and again until it is ready.
      if (since === undefined && asleep !== undefined)
        await awaitFreshNode(access, { ...asleep, clock: context.clock }, signal);
      if (isFull) await endPods(access, signal);
      await awaitBoundary(access, { namespaces: [], clock: context.clock }, signal);
      await awaitServices(access, context.clock, signal);
      if (since !== undefined) await awaitPods(access, { since, clock: context.clock }, signal);
      return;
    }
    await context.clock.wait(pollMs, signal);
  }
}

/** `stopped`: the engine still ended the node on behalf of a parking that was cut short. */
async function accessOf(
  { docker }: KindContext,
  id: string,
  signal: AbortSignal,
): Promise<EnvironmentAccess['kubernetes'] | 'stopped' | undefined> {
  try {
    return await findAdminAccess(docker, nodeName({ clusterName: nameOf(id) }), signal);
  } catch (error) {
    if (isStatus(error, 409)) return 'stopped';
    if (error instanceof Fault && error.code === 'ENVIRONMENT_BROKEN') return 'stopped';
    throw error;
  }
}

function partsOf({ docker }: KindContext, id: string) {
  const names = [
    nodeName({ clusterName: nameOf(id) }),
    nameOf(id, 'vault'),
    nameOf(id, 'workspace'),
  ] as const;
  const [node, vault, workspace] = names;
  return [docker.getContainer(node), docker.getContainer(vault), docker.getContainer(workspace)] as const;
}

async function stateOf(container: Docker.Container, signal: AbortSignal): Promise<string> {
  const details = await ask('look at a container', signal, (abortSignal) =>
    container.inspect({ abortSignal }),
  );
  return details.State.Status;
}

async function pause(container: Docker.Container, signal: AbortSignal): Promise<void> {
  if ((await stateOf(container, signal)) !== 'running') return;
  await pauseContainer(container, signal);
}

/** As it is, running or not: whoever else ended or froze it has done the same. */
async function freeze(container: Docker.Container): Promise<void> {
  await unless([409], pauseContainer(container, new AbortController().signal));
}

/** At once: what runs there would only go on writing. Files that were closed are whole all the same. */
async function end({ clock }: KindContext, container: Docker.Container, signal: AbortSignal): Promise<void> {
  for (;;) {
    const state = await stateOf(container, signal);
    if (state !== 'running' && state !== 'paused') return;
    if (state === 'paused')
      await ask('wake a container', signal, (): Promise<unknown> => container.unpause());
    const ending = ask(
      'end a container',
      signal,
      (): Promise<unknown> => container.stop({ t: 0 }),
      slowAnswerMs,
    );
    // 500: what it still has to write takes longer than the engine waits.
    await unless([500], ending);
    await clock.wait(pollMs, signal);
  }
}

async function stop(container: Docker.Container, signal: AbortSignal): Promise<void> {
  // A paused one can not hear that it has to stop.
  if ((await stateOf(container, signal)) === 'paused')
    await ask('wake a container', signal, (): Promise<unknown> => container.unpause());
  if ((await stateOf(container, signal)) !== 'running') return;
  await ask(
    'stop a container',
    signal,
    (): Promise<unknown> => container.stop({ t: stopSeconds }),
    slowAnswerMs,
  );
}

/** Answers when the container was started, if it had to be. */
async function wake(container: Docker.Container, signal: AbortSignal): Promise<Date | undefined> {
  const state = await stateOf(container, signal);
  if (state === 'paused') await ask('wake a container', signal, (): Promise<unknown> => container.unpause());
  if (state !== 'exited') return undefined;
  await ask('start a container', signal, (): Promise<unknown> => container.start(), slowAnswerMs);
  return startOf(container, signal);
}

async function startOf(container: Docker.Container, signal: AbortSignal): Promise<Date> {
  const details = await ask('look at a container', signal, (abortSignal) =>
    container.inspect({ abortSignal }),
  );
  // Kubernetes tells times in whole seconds.
  return new Date(Math.floor(Date.parse(details.State.StartedAt) / 1000) * 1000);
}

/** Fault ENVIRONMENT_MISSING unless it is in one of these states. */
export function requireState(
  found: FoundEnvironment | undefined,
  id: string,
  states: readonly FoundEnvironment['state'][],
): FoundEnvironment {
  if (found === undefined || !states.includes(found.state)) throw missingEnvironment(id);
  return found;
}

function silentCluster(cause: unknown): Fault {
  return new Fault({
    code: 'ENVIRONMENT_BROKEN',
    audience: 'learner',
    message: `The cluster did not come back within ${String(comeBackMs / 60_000)} minutes.`,
    hint: 'Everything is still there: try once more when this machine has less to do.',
    cause,
  });
}
