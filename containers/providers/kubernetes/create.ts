import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess, Plan } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import { announce } from '#containers/providers/announced.ts';
import { alreadyExists, creationFault } from '#containers/providers/environment-faults.ts';
import { readAddons } from '#containers/providers/kind/addons.ts';
import { applyObject, type ClusterObject } from '#containers/providers/kind/cluster/ask-cluster.ts';
import { awaitApi } from '#containers/providers/kind/cluster/await-api.ts';
import { awaitBoundary } from '#containers/providers/kind/cluster/await-boundary.ts';
import { awaitServices } from '#containers/providers/kind/cluster/await-services.ts';
import { applyPlatformObjects } from '#containers/providers/kind/cluster/platform-objects.ts';
import { installExternalSecrets } from '#containers/providers/kind/external-secrets.ts';
import { newLearnerKubeconfig } from '#containers/providers/kind/learner-kubeconfig.ts';
import { newVaultTokens, prepareVault, type VaultTokens } from '#containers/providers/kind/vault.ts';
import { putKubeconfig } from '#containers/providers/kind/workspace.ts';
import type { StepBoard } from '#containers/providers/step-board.ts';
import { together } from '#containers/providers/together.ts';
import { clusterAccess, vaultAddress } from './access.ts';
import { awaitContainer } from './await-container.ts';
import { initCluster, prepareNode } from './boot-node.ts';
import { destroyEnvironment } from './destroy.ts';
import { creationMs, findById, sayMs, type FoundEnvironment } from './find.ts';
import { unlessStatus } from './host-api.ts';
import type { KubeContext } from './kube-context.ts';
import { workedOnAt } from './lab-record.ts';
import { sayWorking, writeLease } from './lease.ts';
import { environmentObjects, namespaceManifest } from './manifests.ts';
import { placesOf } from './places.ts';
import { inPod } from './pod-exec.ts';

const cleanUpMs = 2 * 60_000;
const pollMs = 200;

interface Creation {
  readonly context: KubeContext;
  readonly plan: Plan;
  readonly board: StepBoard;
}

/**
 * Makes the environment of a plan and returns when a learner can work in it. Whatever goes wrong, and on abort, its
 * namespace is removed again before this rejects: with the signal's reason, or with a Fault.
 */
export async function createEnvironment(creation: Creation, signal: AbortSignal): Promise<FoundEnvironment> {
  const { context, plan } = creation;
  signal.throwIfAborted();
  if (context.creating.has(plan.id)) throw alreadyExists(plan);
  context.creating.add(plan.id);
  try {
    await refuseSecond(context, plan, signal);
    return await buildOrRemove(creation, signal);
  } finally {
    context.creating.delete(plan.id);
  }
}

async function refuseSecond(context: KubeContext, plan: Plan, signal: AbortSignal): Promise<void> {
  const found = await findById(context, plan.id, signal);
  if (found === undefined) return;
  if (found.state === 'parked' || found.state === 'ready') throw alreadyExists(plan);
  // Ours are known above: this one has another creator, in another process.
  if (isWorkedOn(context, found)) throw alreadyExists(plan);
  await destroyEnvironment(context, plan.id, signal);
}

function isWorkedOn({ clock }: KubeContext, { state, workedOnAt: last, leaving }: FoundEnvironment): boolean {
  return state === 'creating' && !leaving && clock.now().getTime() - last.getTime() < sayMs * 3;
}

async function buildOrRemove(creation: Creation, signal: AbortSignal): Promise<FoundEnvironment> {
  const { context, plan } = creation;
  const failing = new AbortController();
  const within = AbortSignal.any([signal, failing.signal, AbortSignal.timeout(creationMs)]);
  try {
    return await build(creation, within);
  } catch (error) {
    failing.abort(error);
    // Somebody else's, who was a moment earlier.
    if (!(error instanceof Fault && error.message === alreadyExists(plan).message))
      await destroyEnvironment(context, plan.id, AbortSignal.timeout(cleanUpMs));
    signal.throwIfAborted();
    throw creationFault(error, {
      hint: 'Start the lab again; if it happens again, look at the log of the server and at `kubectl get events`.',
    });
  } finally {
    failing.abort();
  }
}

async function build(creation: Creation, signal: AbortSignal): Promise<FoundEnvironment> {
  const { context, plan, board } = creation;
  const tokens = newVaultTokens();
  await board.run('network', () => makeNamespace(creation, tokens, signal));
  const saying = new AbortController();
  const talk = keepSaying(context, plan.id, AbortSignal.any([signal, saying.signal]));
  try {
    await makeParts(creation, tokens, signal);
  } finally {
    saying.abort();
    await talk;
  }
  await board.run('ready', async () => {
    const end = new Date(context.clock.now().getTime() + plan.spec.leaseMs);
    // Last of all: from here on the environment counts as ready.
    await writeLease(context, plan.id, end, signal);
  });
  const found = await findById(context, plan.id, signal);
  if (found?.state === 'ready') return found;
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: 'A pod of the new environment stopped when it had just been made.',
    hint: 'Start the lab again; the cluster that carries the environments may lack memory.',
  });
}

async function makeParts(creation: Creation, tokens: VaultTokens, signal: AbortSignal): Promise<void> {
  const { context, plan, board } = creation;
  const { vault, workspace } = placesOf(plan.id);
  const onHomeless = board.waited.bind(board);
  const desk = announce<string>();
  await together(signal, [
    (inner) =>
      board.run('vault', async () => {
        await awaitContainer(context, { place: vault, wanted: 'ready', onHomeless }, inner);
        const address = await vaultAddress(context, plan.id);
        await prepareVault({ address, tokens, clock: context.clock }, inner);
      }),
    (inner) =>
      desk.make(() =>
        board.run('workspace', () =>
          awaitContainer(context, { place: workspace, wanted: 'running', onHomeless }, inner),
        ),
      ),
    (inner) => makeCluster(creation, desk.part, inner),
  ]);
}

/** The namespace is taken by making it: of two creators at once only one can. */
async function makeNamespace(
  { context, plan }: Creation,
  tokens: VaultTokens,
  signal: AbortSignal,
): Promise<void> {
  const now = context.clock.now().toISOString();
  const annotations = {
    ...plan.labels,
    [label.createdAt]: now,
    [label.instance]: 'kubernetes',
    [workedOnAt]: now,
  };
  const body = namespaceManifest(plan, annotations);
  const made = await context.api
    .ask({ method: 'POST', path: '/api/v1/namespaces', body }, signal)
    .catch((error: unknown) => unlessStatus(error, 409));
  if (made === undefined) throw alreadyExists(plan);
  const product = context.bundle.versions.vaultProduct;
  for (const { collection, manifest } of environmentObjects(plan, context.settings, { product, tokens }))
    await context.api.apply(collection, manifest, signal);
}

/** Until aborted; a word that does not get through is followed by the next one. */
async function keepSaying(context: KubeContext, id: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await context.clock.wait(sayMs, signal);
      await sayWorking(context, id, signal);
    } catch (error) {
      if (signal.aborted) return;
      context.log.warn({ environment: id, err: error }, 'could not say who works on it');
    }
  }
}

async function makeCluster(creation: Creation, desk: Promise<string>, signal: AbortSignal): Promise<void> {
  const { context, plan, board } = creation;
  const { node, workspace } = placesOf(plan.id);
  const onHomeless = board.waited.bind(board);
  const runInNode = inPod(context.config, node);
  const find = (inner: AbortSignal) => clusterAccess(context, plan.id, inner);
  await board.run('node', async () => {
    const address = await awaitContainer(context, { place: node, wanted: 'running', onHomeless }, signal);
    await prepareNode(context, plan, address, signal);
  });
  await together(signal, [
    (inner) => initCluster(context, plan, inner),
    async (inner) => {
      const [addons, access] = await board.run('control-plane', () =>
        Promise.all([readAddons(runInNode, inner), awaitApi(find, { clock: context.clock, pollMs }, inner)]),
      );
      await board.run('access', () => prepareAccess(creation, { access, addons, desk }, inner));
      await board.run('services', () => awaitServices(access, context.clock, inner));
      if (plan.spec.startState === 'bare') return;
      const wanted = { version: context.bundle.versions.externalSecrets, runs: plan.spec.externalSecrets };
      await board.run('external-secrets', () =>
        installExternalSecrets(inPod(context.config, workspace), wanted, inner),
      );
    },
  ]);
}

interface AccessParts {
  readonly access: EnvironmentAccess['kubernetes'];
  readonly addons: readonly ClusterObject[];
  /** Address of the pod that Vault and the workspace are in. */
  readonly desk: Promise<string>;
}

async function prepareAccess(
  { context, plan }: Creation,
  { access, addons, desk }: AccessParts,
  signal: AbortSignal,
): Promise<void> {
  const { namespaces } = plan.spec;
  const { node, workspace } = placesOf(plan.id);
  const vault = await desk;
  await together(signal, [
    async (inner) => {
      await applyPlatformObjects(access, { namespaces, vaultAddress: vault, addons }, inner);
      await applyObject(access, storageClass, inner);
      await awaitBoundary(access, { namespaces, clock: context.clock }, inner);
    },
    async (inner) => {
      const kubeconfig = await newLearnerKubeconfig(inPod(context.config, node), inner);
      await putKubeconfig(inPod(context.config, workspace), kubeconfig, inner);
    },
  ]);
}

/** The class that kind gives its clusters: folders on the node's own disk. */
const storageClass: ClusterObject = {
  collection: '/apis/storage.k8s.io/v1/storageclasses',
  manifest: {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'kubernetes.io/host-path',
  },
};
