import type { EnvironmentAccess, Plan } from '#containers/contract/environment.ts';
import { announce } from '#containers/providers/announced.ts';
import { alreadyExists, creationFault } from '#containers/providers/environment-faults.ts';
import type { RunIn } from '#containers/providers/run-in.ts';
import type { StepBoard } from '#containers/providers/step-board.ts';
import { together } from '#containers/providers/together.ts';
import { readAddons } from './addons.ts';
import { createAuditVolume } from './audit-log.ts';
import { findAdminAccess } from './admin-access.ts';
import { cleanUp } from './clean-up.ts';
import type { ClusterObject } from './cluster/ask-cluster.ts';
import { awaitApi } from './cluster/await-api.ts';
import { awaitBoundary } from './cluster/await-boundary.ts';
import { awaitServices } from './cluster/await-services.ts';
import { applyPlatformObjects } from './cluster/platform-objects.ts';
import { inContainer } from './container-exec.ts';
import { destroyEnvironment } from './destroy.ts';
import { isStatus } from './engine.ts';
import { installExternalSecrets } from './external-secrets.ts';
import { creationMs, findEnvironments, type FoundEnvironment } from './find.ts';
import type { KindContext } from './kind-context.ts';
import { endIdleGuard } from './guard/guard.ts';
import { limitTraffic } from './guard/limit-traffic.ts';
import { newLearnerKubeconfig } from './learner-kubeconfig.ts';
import { writeLease } from './lease-volume.ts';
import { createNetwork } from './network.ts';
import { createCluster, letOthersFirst, limitNode, nodeName, type NodePhase } from './node.ts';
import type { Subnet } from './subnet.ts';
import { createVault, newVaultTokens } from './vault.ts';
import { createWorkspace, learnerUser, putKubeconfig } from './workspace.ts';

const cleanUpMs = 2 * 60_000;
const pollMs = 100;

interface Creation {
  readonly context: KindContext;
  readonly plan: Plan;
  readonly board: StepBoard;
}

/**
 * Makes the environment of a plan and returns when a learner can work in it. Whatever goes wrong, and on abort, every
 * part is removed again before this rejects: with the signal's reason, or with a Fault.
 */
export async function createEnvironment(creation: Creation, signal: AbortSignal): Promise<FoundEnvironment> {
  const { context, plan } = creation;
  signal.throwIfAborted();
  await refuseSecond(context, plan, signal);
  const deadline = AbortSignal.timeout(creationMs);
  context.creating.add(plan.id);
  try {
    return await build(creation, AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (error instanceof TakenElsewhere) throw alreadyExists(plan);
    await cleanUp(context, plan, AbortSignal.timeout(cleanUpMs));
    context.creating.delete(plan.id);
    await endIdleGuard(context, AbortSignal.timeout(cleanUpMs));
    signal.throwIfAborted();
    throw creationFault(error, {
      hint: 'Start the lab again; if it happens again, look at the log of the server and at `docker info`.',
    });
  } finally {
    context.creating.delete(plan.id);
  }
}

async function refuseSecond(context: KindContext, plan: Plan, signal: AbortSignal): Promise<void> {
  if (context.creating.has(plan.id)) throw alreadyExists(plan);
  const found = await findOf(context, plan, signal);
  if (found === undefined) return;
  if (isSomebodys(found)) throw alreadyExists(plan);
  // What a dead creator left would only get in the way of the same names.
  await destroyEnvironment(context, plan.id, signal);
}

async function findOf(
  context: KindContext,
  plan: Plan,
  signal: AbortSignal,
): Promise<FoundEnvironment | undefined> {
  return (await findEnvironments(context, signal)).find(({ id }) => id === plan.id);
}

function isSomebodys({ state }: FoundEnvironment): boolean {
  return state === 'creating' || state === 'parked' || state === 'ready';
}

/** Somebody else was quicker: nothing of it is ours to clean up. */
class TakenElsewhere extends Error {}

/**
 * The first part that is made, and so the one by which an environment is taken. A name that is taken all the same is mostly
 * a dead creator's: the engine goes on with what it was asked for last, also after we have looked.
 */
async function takeNetwork({ context, plan }: Creation, signal: AbortSignal): Promise<Subnet> {
  try {
    return await createNetwork(context, plan, signal);
  } catch (error) {
    if (!isStatus(error, 409)) throw error;
  }
  const found = await findOf(context, plan, signal);
  // By the labels of its network it is not us who make it, so what we are in the middle of does not count.
  if (found !== undefined && isSomebodys(found)) throw new TakenElsewhere();
  await cleanUp(context, plan, signal);
  return createNetwork(context, plan, signal);
}

async function build(creation: Creation, signal: AbortSignal): Promise<FoundEnvironment> {
  const { context, plan, board } = creation;
  const createdAt = context.clock.now();
  const tokens = newVaultTokens();
  const subnet = await board.run('network', async () => {
    const made = await takeNetwork(creation, signal);
    await createAuditVolume(context, plan, signal);
    return made;
  });
  const workspace = announce<string>();
  const vault = announce<unknown>();
  await together(signal, [
    (inner) =>
      vault.make(() => board.run('vault', () => createVault(context, plan, { subnet, tokens }, inner))),
    (inner) =>
      workspace.make(() =>
        board.run('workspace', () =>
          createWorkspace(context, plan, { subnet, vaultToken: tokens.learner }, inner),
        ),
      ),
    (inner) => makeCluster(creation, { subnet, workspace: workspace.part, vault: vault.part }, inner),
  ]);
  const expiresAt = await board.run('ready', async () => {
    await limitNode(context, plan, signal);
    const end = new Date(context.clock.now().getTime() + plan.spec.leaseMs);
    // Last of all: from here on the environment counts as ready.
    await writeLease(context, plan.labels, end, signal);
    return end;
  });
  return {
    id: plan.id,
    owner: plan.owner,
    lab: plan.spec.lab,
    instance: context.instance.id,
    state: 'ready',
    createdAt,
    expiresAt,
  };
}

interface ClusterParts {
  readonly subnet: Subnet;
  readonly workspace: Promise<string>;
  readonly vault: Promise<unknown>;
}

/** kind goes on with what nobody waits for while the platform already works with the API server. */
async function makeCluster(creation: Creation, parts: ClusterParts, signal: AbortSignal): Promise<void> {
  const { context, plan, board } = creation;
  const booted = Promise.withResolvers<undefined>();
  const onPhase = (phase: NodePhase) => {
    if (phase === 'starting') booted.resolve(undefined);
  };
  await together(signal, [
    (inner) => createCluster(context, plan, onPhase, inner),
    async (inner) => {
      await board.run('node', () => abortable(booted.promise, inner));
      if (plan.spec.patient === true) await letOthersFirst(context, plan, inner);
      const [addons, access] = await board.run('control-plane', () =>
        Promise.all([readAddons(inNode(creation), inner), awaitNewApi(creation, inner)]),
      );
      await board.run('access', () => prepareAccess(creation, { ...parts, access, addons }, inner));
      await together(inner, [
        (within) => board.run('services', () => awaitServices(access, context.clock, within)),
        async (within) => {
          await abortable(parts.vault, within);
          await limitTraffic(context, plan.id, within);
        },
      ]);
      if (plan.spec.startState === 'bare') return;
      await board.run('external-secrets', async () =>
        installExternalSecrets(
          inWorkspace(context, await parts.workspace),
          { version: context.bundle.versions.externalSecrets, runs: plan.spec.externalSecrets },
          inner,
        ),
      );
    },
  ]);
}

/** kind waits for more. The creation's deadline bounds it. */
function awaitNewApi(
  { context, plan }: Creation,
  signal: AbortSignal,
): Promise<EnvironmentAccess['kubernetes']> {
  const find = (inner: AbortSignal) => findAdminAccess(context.docker, nodeName(plan), inner);
  return awaitApi(find, { clock: context.clock, pollMs }, signal);
}

function inNode({ context, plan }: Pick<Creation, 'context' | 'plan'>): RunIn {
  return inContainer(context.docker, nodeName(plan), 'root');
}

function inWorkspace({ docker }: KindContext, workspace: string): RunIn {
  return inContainer(docker, workspace, learnerUser);
}

async function prepareAccess(
  { context, plan }: Creation,
  parts: ClusterParts & {
    readonly access: EnvironmentAccess['kubernetes'];
    readonly addons: readonly ClusterObject[];
  },
  signal: AbortSignal,
): Promise<void> {
  const { namespaces } = plan.spec;
  await together(signal, [
    async (inner) => {
      await applyPlatformObjects(
        parts.access,
        { namespaces, vaultAddress: parts.subnet.vault, addons: parts.addons },
        inner,
      );
      await awaitBoundary(parts.access, { namespaces, clock: context.clock }, inner);
    },
    async (inner) => {
      const kubeconfig = await newLearnerKubeconfig(inNode({ context, plan }), inner);
      const workspace = await abortable(parts.workspace, inner);
      await putKubeconfig(inWorkspace(context, workspace), kubeconfig, inner);
    },
  ]);
}

async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener(
      'abort',
      () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason))),
      { once: true },
    );
  });
  return Promise.race([promise, aborted]);
}
