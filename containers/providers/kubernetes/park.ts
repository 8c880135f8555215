import type { ExecResult, Parking } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import { apiAnswers } from '#containers/providers/kind/cluster/api-answers.ts';
import { awaitBoundary } from '#containers/providers/kind/cluster/await-boundary.ts';
import { awaitFreshNode, type Sleep } from '#containers/providers/kind/cluster/await-fresh-node.ts';
import { awaitPods } from '#containers/providers/kind/cluster/await-pods.ts';
import { awaitServices } from '#containers/providers/kind/cluster/await-services.ts';
import { clusterAccess } from './access.ts';
import { awaitStarted, restartsAtPeace, type FoundEnvironment } from './find.ts';
import { keepVault } from './keep-vault.ts';
import type { KubeContext } from './kube-context.ts';
import { writeParking, writeRestarts } from './lease.ts';
import { placesOf } from './places.ts';
import { inPod } from './pod-exec.ts';
import { restoreVault } from './restore-vault.ts';

const scriptMs = 90_000;
const comeBackMs = 4 * 60_000;
const pollMs = 200;

/**
 * Kubernetes can not pause a pod, but what runs in the node is ours. `paused`: every process of the inner cluster is
 * stopped where it stands. `stopped`: the cluster is shut down, and gives its memory back.
 */
const inNode = {
  pause: ofTheCluster('STOP'),
  wake: ofTheCluster('CONT'),
  stop: `systemctl stop kubelet.service
crictl ps --quiet | xargs -r crictl stop --timeout 20 >/dev/null 2>&1
crictl pods --quiet | xargs -r crictl stopp >/dev/null 2>&1
systemctl stop containerd.service`,
  start: 'systemctl start containerd.service kubelet.service',
} as const;

/**
 * Who belongs to the inner cluster stands in its cgroup, as the node sees it. The node's own services stay awake, so that
 * it can be asked.
 */
function ofTheCluster(signal: 'CONT' | 'STOP'): string {
  const script = `for process in /proc/[0-9]*; do
  pid=\${process#/proc/}
  case $(cat "$process/comm" 2>/dev/null) in
    kubelet | containerd | containerd-shim*) kill -${signal} "$pid" 2>/dev/null ;;
    *) if grep -qs kubepods "$process/cgroup"; then kill -${signal} "$pid" 2>/dev/null; fi ;;
  esac
done; exit 0`;
  return `exec nsenter --cgroup --target 1 sh -c '${script.replaceAll("'", `'\\''`)}'`;
}

/**
 * To everything in the workspace but its init and whoever says it. A shell must not see its child stopped, or it would take
 * the terminal from it: parents stop before their children, and go on after them.
 */
const inWorkspace = {
  pause: ofTheWorkspace('STOP', 'sort -n'),
  wake: ofTheWorkspace('CONT', 'sort -rn'),
} as const;

function ofTheWorkspace(signal: 'CONT' | 'STOP', order: string): string {
  return `pids=$(cd /proc && printf '%s\\n' [0-9]* | ${order})
for pid in $pids; do
  case $pid in 1 | $$ | $PPID) ;; *) kill -${signal} "$pid" 2>/dev/null ;; esac
done; exit 0`;
}

/**
 * Puts an environment aside. Vault keeps everything in memory, and goes on: asked nothing, it does nothing. What it has stored is
 * written down as well, in case it is ended meanwhile.
 */
export async function parkEnvironment(
  context: KubeContext,
  { id, parked, interrupted }: FoundEnvironment,
  { depth, expiresAt }: Parking,
  signal: AbortSignal,
): Promise<void> {
  const since = parked?.since ?? context.clock.now();
  // First of all: whatever goes wrong from here on, it is found as parked, and can be brought back.
  await writeParking(context, id, { expiresAt, aside: { since, depth } }, signal);
  await inTheWorkspace(context, id, inWorkspace.pause, signal);
  if (depth === 'paused') await inTheNode(context, id, inNode.pause, signal);
  else {
    // What stands still can not hear that it has to stop.
    await inTheNode(context, id, inNode.wake, signal);
    await inTheNode(context, id, inNode.stop, signal);
  }
  // Now nobody asks it any more. One that was ended has less than what is kept.
  if (interrupted === undefined) await tryToKeep(context, id, signal);
}

/** It comes back without that, too, unless Vault is ended meanwhile. */
async function tryToKeep(context: KubeContext, id: string, signal: AbortSignal): Promise<void> {
  try {
    await keepVault(context, id, signal);
  } catch (error) {
    signal.throwIfAborted();
    context.log.warn({ environment: id, err: error }, 'the contents of a Vault could not be written down');
  }
}

/** Brings it back and returns when a learner can go on. */
export async function unparkEnvironment(
  context: KubeContext,
  { id, state, parked, interrupted, expiresAt: until }: FoundEnvironment,
  expiresAt: Date,
  signal: AbortSignal,
): Promise<void> {
  // Until all of it is back it must not be taken for ready, whatever becomes of us.
  if (state === 'interrupted')
    await writeParking(
      context,
      id,
      { expiresAt: until, aside: { since: context.clock.now(), depth: 'paused' } },
      signal,
    );
  const both = AbortSignal.any([signal, AbortSignal.timeout(comeBackMs)]);
  try {
    const since = parked?.since ?? context.clock.now();
    const wasStopped = await isStopped(context, id, both);
    // The node stands still meanwhile.
    if (interrupted !== undefined) await bringVaultBack(context, id, both);
    const asleep = { since, until: context.clock.now() };
    const startedAt = new Date(Math.floor(asleep.until.getTime() / 1000) * 1000);
    await inTheNode(context, id, inNode.wake, both);
    await inTheNode(context, id, inNode.start, both);
    await awaitCluster(context, { id, since: wasStopped ? startedAt : undefined, asleep }, both);
    await inTheWorkspace(context, id, inWorkspace.wake, both);
  } catch (error) {
    signal.throwIfAborted();
    throw both.aborted ? silentCluster(error) : error;
  }
  await writeParking(context, id, { expiresAt }, signal);
}

/** Vault first: the cluster's operators ask it at once, and nobody may before it has its contents. */
async function bringVaultBack(context: KubeContext, id: string, signal: AbortSignal): Promise<void> {
  await inTheNode(context, id, inNode.pause, signal);
  await awaitStarted(context, placesOf(id).workspace, signal);
  await inTheWorkspace(context, id, inWorkspace.pause, signal);
  await restoreVault(context, id, signal);
  context.keptAt.delete(id);
  await writeRestarts(context, id, await restartsAtPeace(context, id, signal), signal);
}

async function isStopped(context: KubeContext, id: string, signal: AbortSignal): Promise<boolean> {
  const command = ['systemctl', '--quiet', 'is-active', 'containerd.service'];
  const { exitCode } = await inPod(context.config, placesOf(id).node)(
    { command, timeoutMs: scriptMs },
    signal,
  );
  return exitCode !== 0;
}

async function awaitCluster(
  context: KubeContext,
  { id, since, asleep }: { readonly id: string; readonly since: Date | undefined; readonly asleep: Sleep },
  signal: AbortSignal,
): Promise<void> {
  const { clock } = context;
  for (;;) {
    const access = await clusterAccess(context, id, signal);
    if (access !== undefined && (await apiAnswers(access, signal))) {
      // One that was started reports as soon as it can, and again until it is ready.
      if (since === undefined) await awaitFreshNode(access, { ...asleep, clock }, signal);
      await awaitBoundary(access, { namespaces: [], clock }, signal);
      await awaitServices(access, clock, signal);
      if (since !== undefined) await awaitPods(access, { since, clock }, signal);
      return;
    }
    await clock.wait(pollMs, signal);
  }
}

async function inTheNode(
  context: KubeContext,
  id: string,
  script: string,
  signal: AbortSignal,
): Promise<void> {
  const run = inPod(context.config, placesOf(id).node);
  requireSuccess(await run({ command: ['sh', '-c', script], timeoutMs: scriptMs }, signal), id);
}

async function inTheWorkspace(
  context: KubeContext,
  id: string,
  script: string,
  signal: AbortSignal,
): Promise<void> {
  const run = inPod(context.config, placesOf(id).workspace);
  requireSuccess(await run({ command: ['sh', '-c', script], timeoutMs: scriptMs }, signal), id);
}

function requireSuccess({ exitCode, stderr }: ExecResult, id: string): void {
  if (exitCode === 0) return;
  throw new Fault({
    code: 'ENVIRONMENT_BROKEN',
    message: `The environment ${id} could not be put aside or brought back: ${stderr.slice(-300)}`,
    hint: 'Try once more; everything in it is still there.',
  });
}

function silentCluster(cause: unknown): Fault {
  return new Fault({
    code: 'ENVIRONMENT_BROKEN',
    audience: 'learner',
    message: `The cluster did not come back within ${String(comeBackMs / 60_000)} minutes.`,
    hint: 'Everything is still there: try once more when there is less to do.',
    cause,
  });
}
