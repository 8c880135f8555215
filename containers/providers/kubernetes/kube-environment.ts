import { PassThrough } from 'node:stream';
import type { Environment } from '#containers/contract/environment.ts';
import { brokenEnvironment, missingEnvironment } from '#containers/providers/environment-faults.ts';
import { auditFile } from '#containers/providers/kind/audit-log.ts';
import { newLearnerKubeconfig, withServer } from '#containers/providers/kind/learner-kubeconfig.ts';
import { workspaceFiles } from '#containers/providers/workspace-files.ts';
import { clusterAddress, environmentAccess } from './access.ts';
import type { FoundEnvironment } from './find.ts';
import { HostRefusal } from './host-api.ts';
import type { KubeContext } from './kube-context.ts';
import { placesOf } from './places.ts';
import { inPod, openExec } from './pod-exec.ts';
import { endShell, openShell } from './pod-shell.ts';

/** The face of one environment. What is asked of one that is gone rejects with Fault ENVIRONMENT_MISSING. */
export function kubeEnvironment(context: KubeContext, found: FoundEnvironment): Environment {
  const { config } = context;
  const { id, owner, lab, state, createdAt, expiresAt, parked, interrupted } = found;
  const { node, workspace } = placesOf(id);
  const runAsLearner = inPod(config, workspace);
  return {
    id,
    owner,
    lab,
    state,
    createdAt,
    expiresAt,
    ...(parked === undefined ? {} : { parked }),
    ...(interrupted === undefined ? {} : { interrupted }),
    files: workspaceFiles((request, signal) => orMissing(id, () => runAsLearner(request, signal))),
    access: (signal) => orMissing(id, () => environmentAccess(context, id, signal)),
    kubeconfig: (signal) =>
      orMissing(id, async () => {
        const kubeconfig = await newLearnerKubeconfig(inPod(config, node), signal);
        return withServer(kubeconfig, await clusterAddress(context, id));
      }),
    auditLog: (signal) => orMissing(id, () => readAuditLog(context, id, signal)),
    openShell: (request, signal) => orMissing(id, () => openShell(config, workspace, request, signal)),
    endShell: (tab, signal) => orMissing(id, () => endShell(config, workspace, tab, signal)),
    exec: (request, signal) => orMissing(id, () => runAsLearner(request, signal)),
  };
}

/** By a container of its own beside Vault: a learner rules their workspace, and could answer for it. */
async function readAuditLog(
  { config }: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const content = new PassThrough({ signal });
  const streams = { stdout: content, stderr: null, stdin: null, tty: false };
  const { ended } = await openExec(
    config,
    placesOf(id).auditor,
    { command: ['cat', auditFile], streams },
    signal,
  );
  void ended.then((status) => {
    if (status?.status !== 'Success') content.destroy(new Error(status?.message ?? 'the line broke'));
  });
  return content;
}

/** 404: there is no such pod. 400 and 500: it is there, but the container does not run at this moment. */
async function orMissing<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HostRefusal)) throw error;
    throw error.status === 404 ? missingEnvironment(id) : brokenEnvironment(id, error);
  }
}
