import type { Environment } from '#containers/contract/environment.ts';
import { brokenEnvironment, missingEnvironment } from '#containers/providers/environment-faults.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { workspaceFiles } from '#containers/providers/workspace-files.ts';
import { findAdminAccess } from './admin-access.ts';
import { readAuditLog } from './audit-log.ts';
import { execInContainer } from './container-exec.ts';
import { isStatus } from './engine.ts';
import type { FoundEnvironment } from './find.ts';
import type { KindContext } from './kind-context.ts';
import { outsideKubeconfig } from './learner-kubeconfig.ts';
import { nodeName } from './node.ts';
import { endShell, openShell } from './shell.ts';
import { vaultAccess } from './vault.ts';
import { learnerUser } from './workspace.ts';

/** The face of one environment. What is asked of one that is gone rejects with Fault ENVIRONMENT_MISSING. */
export function kindEnvironment(context: KindContext, found: FoundEnvironment): Environment {
  const { docker } = context;
  const { id, owner, lab, state, createdAt, expiresAt, parked, interrupted } = found;
  const workspace = nameOf(id, 'workspace');
  const node = nodeName({ clusterName: nameOf(id) });
  return {
    id,
    owner,
    lab,
    state,
    createdAt,
    expiresAt,
    ...(parked === undefined ? {} : { parked }),
    ...(interrupted === undefined ? {} : { interrupted }),
    files: workspaceFiles((request, signal) =>
      orMissing(id, () =>
        execInContainer(docker, { ...request, container: workspace, user: learnerUser }, signal),
      ),
    ),
    access: (signal) =>
      orMissing(id, async () => {
        const [kubernetes, vault] = await Promise.all([
          findAdminAccess(docker, node, signal),
          vaultAccess(context, id, signal),
        ]);
        if (kubernetes === undefined) throw missingEnvironment(id);
        return { kubernetes, vault };
      }),
    kubeconfig: (signal) => orMissing(id, () => outsideKubeconfig(context, node, signal)),
    auditLog: (signal) => orMissing(id, () => readAuditLog(context, id, signal)),
    openShell: (request, signal) => orMissing(id, () => openShell(docker, workspace, request, signal)),
    endShell: (tab, signal) => orMissing(id, () => endShell(docker, workspace, tab, signal)),
    exec: (request, signal) =>
      orMissing(id, () =>
        execInContainer(docker, { ...request, container: workspace, user: learnerUser }, signal),
      ),
  };
}

/** 404: there is no such container. 409: it is there, but does not run at this moment. */
async function orMissing<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isStatus(error, 404)) throw missingEnvironment(id);
    if (isStatus(error, 409)) throw brokenEnvironment(id, error);
    throw error;
  }
}
