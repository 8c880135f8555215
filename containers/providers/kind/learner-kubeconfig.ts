import { parseDocument } from 'yaml';
import { Fault } from '#containers/contract/fault.ts';
import type { RunIn } from '#containers/providers/run-in.ts';
import { learnerGroup } from './cluster/learner-role.ts';
import { publishedPort } from './admin-access.ts';
import { inContainer } from './container-exec.ts';
import type { KindContext } from './kind-context.ts';

const validFor = '168h';

/**
 * The same for programs on this machine: the port of the API server on its loopback address, which the server's
 * certificate names. The node's own address would do as well, but differs from start to start of the engine.
 */
export async function outsideKubeconfig(
  context: KindContext,
  node: string,
  signal: AbortSignal,
): Promise<string> {
  const [text, port] = await Promise.all([
    newLearnerKubeconfig(inContainer(context.docker, node, 'root'), signal),
    publishedPort(context.docker, node, '6443/tcp', signal),
  ]);
  return withServer(text, `https://127.0.0.1:${port}`);
}

/** The same kubeconfig for another address of the same API server. */
export function withServer(kubeconfig: string, server: string): string {
  const document = parseDocument(kubeconfig);
  document.setIn(['clusters', 0, 'cluster', 'server'], server);
  return document.toString({ lineWidth: 0 });
}

/**
 * A kubeconfig with a client certificate of the learner's own, signed by the cluster, whose server is the node's name
 * in the environment's network. The node signs it, so that the authority's key never leaves the node.
 */
export async function newLearnerKubeconfig(runInNode: RunIn, signal: AbortSignal): Promise<string> {
  const command = [
    'kubeadm',
    'kubeconfig',
    'user',
    '--config',
    '/kind/kubeadm.conf',
    '--client-name',
    'learner',
    '--org',
    learnerGroup,
    '--validity-period',
    validFor,
  ];
  const { exitCode, stdout, stderr } = await runInNode({ command, timeoutMs: 30_000 }, signal);
  // kubeadm prints warnings around the YAML on some versions.
  const start = stdout.indexOf('apiVersion:');
  if (exitCode === 0 && start >= 0) return stdout.slice(start);
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The cluster did not make a certificate for the learner: ${(stderr || stdout).slice(-300)}`,
    hint: 'Start the lab again; if it happens again, this version of Kindlab does not fit the Kubernetes in its bundle.',
  });
}
