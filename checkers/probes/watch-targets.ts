import { setTimeout as delay } from 'node:timers/promises';
import { Watch, type KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import type { WatchTarget } from '../define-check.ts';
import {
  createKubernetesTransport,
  kubeConfigOf,
  pathOf,
  type KubernetesTransport,
} from './kubernetes-transport.ts';

interface Watching {
  readonly config: KubeConfig;
  readonly ask: KubernetesTransport;
  readonly onChange: (target: WatchTarget) => void;
  readonly signal: AbortSignal;
  /** Wakes everybody who waits for a kind that doesn't exist yet. */
  readonly newKinds: EventTarget;
}

const definitions: WatchTarget = {
  apiVersion: 'apiextensions.k8s.io/v1',
  plural: 'customresourcedefinitions',
};
/** Below the client's own limit of 30 s without a byte, which would look like a broken connection. */
const watchSeconds = 25;
const shortestPauseMs = 250;
const missingKindMs = 15_000;
const longestPauseMs = 10_000;

/**
 * Calls `onChange` whenever an object of these kinds changes, and once when a kind comes into being, until the signal
 * is aborted; then resolves. Gaps (an expired watch, an API server that restarts) end in a call too, so that nothing
 * is missed. Never rejects on the cluster's account.
 */
export async function watchTargets(
  access: EnvironmentAccess,
  targets: readonly WatchTarget[],
  onChange: (target: WatchTarget) => void,
  signal: AbortSignal,
): Promise<void> {
  const newKinds = new EventTarget();
  const config = kubeConfigOf(access.kubernetes);
  const watching: Watching = {
    config,
    ask: createKubernetesTransport(config),
    onChange,
    signal,
    newKinds,
  };
  const wake = { ...watching, onChange: () => newKinds.dispatchEvent(new Event('kinds')) };
  const custom = targets.some(({ apiVersion }) => apiVersion.split('/')[0]?.includes('.'));
  await Promise.all([
    ...targets.map((target) => keepWatching(target, watching)),
    ...(custom ? [keepWatching(definitions, wake)] : []),
  ]);
}

async function keepWatching(target: WatchTarget, watching: Watching): Promise<void> {
  const { signal, onChange } = watching;
  let pauseMs = shortestPauseMs;
  let announced = false;
  let from: string | undefined;
  while (!signal.aborted) {
    try {
      if (from === undefined) {
        from = await listVersion(target, watching);
        // What happened while nobody watched is unknown: it counts as a change.
        if (announced && from !== undefined) onChange(target);
        announced = true;
      }
      if (from === undefined) await untilKindsChange(watching);
      else from = await watchFrom(from, target, watching);
      pauseMs = shortestPauseMs;
    } catch {
      // The API server is away. Whatever it was, listing again tells.
      from = undefined;
      await pause(pauseMs, signal);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    }
  }
}

const versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/** `undefined`: there is no such kind yet. */
async function listVersion(target: WatchTarget, { ask, signal }: Watching): Promise<string | undefined> {
  const { status, body } = await ask({ method: 'GET', path: pathOf(target), query: { limit: '1' } }, signal);
  return status === 404 ? undefined : versioned.parse(body).metadata.resourceVersion;
}

/**
 * Watches until the connection ends, by time or by silence. Answers the version to go on from, or `undefined` when
 * that is too old to go on from. Rejects when there was no connection to begin with.
 */
async function watchFrom(
  version: string,
  target: WatchTarget,
  watching: Watching,
): Promise<string | undefined> {
  const { config, onChange, signal } = watching;
  const query = { resourceVersion: version, allowWatchBookmarks: true, timeoutSeconds: watchSeconds };
  const ended = Promise.withResolvers<undefined>();
  let from: string | undefined = version;
  const onEvent = (phase: string, object: unknown): void => {
    const read = versioned.safeParse(object);
    from = phase !== 'ERROR' && read.success ? read.data.metadata.resourceVersion : undefined;
    if (phase !== 'BOOKMARK' && phase !== 'ERROR') onChange(target);
  };
  const controller = await new Watch(config).watch(pathOf(target), query, onEvent, (error: unknown) => {
    if (!(error instanceof Error) || error.name === 'TimeoutError' || signal.aborted)
      ended.resolve(undefined);
    else ended.reject(error);
  });
  const stop = (): void => {
    controller.abort();
    ended.resolve(undefined);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await ended.promise;
    return from;
  } finally {
    signal.removeEventListener('abort', stop);
    controller.abort();
  }
}

async function untilKindsChange({ newKinds, signal }: Watching): Promise<void> {
  const awake = new AbortController();
  const wake = (): void => {
    awake.abort();
  };
  newKinds.addEventListener('kinds', wake, { once: true });
  await pause(missingKindMs, AbortSignal.any([signal, awake.signal]));
  newKinds.removeEventListener('kinds', wake);
  // A definition is announced before it is served, and there are often many in a row.
  if (!signal.aborted) await pause(500, signal);
}

/** Ends early, without complaint, when the signal is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(ignoreAbort);
}

function ignoreAbort(): void {
  // The caller looks at the signal itself.
}
