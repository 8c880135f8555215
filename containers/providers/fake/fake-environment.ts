import { Fault } from '#containers/contract/fault.ts';
import type { Environment } from '#containers/contract/environment.ts';
import type { WorkspaceFiles } from '#containers/contract/workspace-files.ts';
import { parseShellRequest } from '#containers/providers/shell-request.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { runFakeExec } from './fake-exec.ts';
import { missingEnvironment } from '#containers/providers/environment-faults.ts';
import { FakeTerminal } from './fake-terminal.ts';
import type { FakeRecord } from './fake-world.ts';

/** The face of one fake environment. Once it is destroyed, every method rejects with ENVIRONMENT_MISSING. */
export function fakeEnvironment(
  record: FakeRecord,
  world: { readonly clock: Clock; readonly isThere: () => boolean },
): Environment {
  const { owner, lab } = record;
  const { id } = record.plan;
  const requireThere = (): void => {
    if (!world.isThere()) throw missingEnvironment(id);
  };
  return {
    id,
    owner,
    lab,
    state: record.state,
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    ...(record.parked === undefined ? {} : { parked: record.parked }),
    ...(record.interrupted === undefined ? {} : { interrupted: record.interrupted }),
    files: filesOf(record, requireThere),
    access: () => Promise.reject(noCluster()),
    openShell: (request, signal) =>
      settle(() => {
        signal.throwIfAborted();
        requireThere();
        const { tab, cols, rows } = parseShellRequest(request);
        const terminal =
          record.terminals.get(tab) ?? new FakeTerminal(record.files, () => record.terminals.delete(tab));
        record.terminals.set(tab, terminal);
        return terminal.attach({ cols, rows });
      }),
    endShell: (tab) =>
      settle(() => {
        requireThere();
        record.terminals.get(tab)?.exit();
      }),
    kubeconfig: () =>
      settle(() => {
        requireThere();
        return fakeKubeconfig;
      }),
    auditLog: () => Promise.reject(noCluster()),
    exec: async (request, signal) => {
      requireThere();
      return runFakeExec(request, world.clock, signal);
    },
  };
}

/** Looks like one, and opens nothing. */
const fakeKubeconfig = `apiVersion: v1
kind: Config
clusters:
  - name: kubernetes
    cluster: { server: 'https://127.0.0.1:6443' }
users:
  - name: learner
    user: { client-certificate-data: ZmFrZQ==, client-key-data: YSBrZXkgdGhhdCBvcGVucyBub3RoaW5n }
contexts:
  - name: learner@kubernetes
    context: { cluster: kubernetes, user: learner }
current-context: learner@kubernetes
`;

function filesOf({ files }: FakeRecord, requireThere: () => void): WorkspaceFiles {
  const there = <T>(work: () => T): Promise<T> =>
    settle(() => {
      requireThere();
      return work();
    });
  return {
    list: () => there(() => files.list()),
    read: (path) => there(() => files.read(path)),
    write: (request) => there(() => files.write(request)),
    rename: (from, to) => there(() => files.rename(from, to)),
    remove: (path) => there(() => files.remove(path)),
  };
}

function noCluster(): Fault {
  return new Fault({
    code: 'ENVIRONMENT_MISSING',
    message: 'The fake provider has no cluster and no Vault, so there is nothing that could be checked.',
    hint: 'Start Kindlab with Docker (`npm start`) to work with real environments.',
  });
}

/** What a real provider would do later is done at once; what it throws becomes a rejection all the same. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
