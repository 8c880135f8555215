import type Docker from 'dockerode';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { execInContainer } from './container-exec.ts';
import { ask } from './engine.ts';

const base64 = z.string().transform((text) => Buffer.from(text, 'base64').toString('utf8'));
const kubeconfig = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ 'certificate-authority-data': base64 }) })]),
  users: z.tuple([
    z.object({ user: z.object({ 'client-certificate-data': base64, 'client-key-data': base64 }) }),
  ]),
});

/** The certificate of the group system:masters, in the node. */
export const readAdminConfig = ['cat', '/etc/kubernetes/super-admin.conf'] as const;

/**
 * The platform's own way into a cluster: the certificate of the group system:masters, read from the node each time,
 * and the port on the loopback address. That group stands above RBAC: no binding that a learner deletes shuts us out.
 * `undefined` while kubeadm has not written it yet.
 */
export async function findAdminAccess(
  docker: Docker,
  node: string,
  signal: AbortSignal,
): Promise<EnvironmentAccess['kubernetes'] | undefined> {
  const request = { container: node, user: 'root', command: readAdminConfig, timeoutMs: 10_000 };
  const { exitCode, stdout } = await execInContainer(docker, request, signal);
  if (exitCode !== 0) return undefined;
  const credentials = parseAdminCredentials(stdout);
  if (credentials === undefined) return undefined;
  return {
    server: `https://127.0.0.1:${await publishedPort(docker, node, '6443/tcp', signal)}`,
    ...credentials,
  };
}

/** What a kubeconfig of kubeadm's holds, without the address. `undefined`: it is written in place, and only half there. */
export function parseAdminCredentials(
  text: string,
): Omit<EnvironmentAccess['kubernetes'], 'server'> | undefined {
  const parsed = kubeconfig.safeParse(parse(text));
  if (!parsed.success) return undefined;
  const { clusters, users } = parsed.data;
  return {
    ca: clusters[0].cluster['certificate-authority-data'],
    clientCertificate: users[0].user['client-certificate-data'],
    clientKey: users[0].user['client-key-data'],
  };
}

/** The port of this machine behind which a container's port stands. Fault ENVIRONMENT_BROKEN when there is none. */
export async function publishedPort(
  docker: Docker,
  container: string,
  port: string,
  signal: AbortSignal,
): Promise<string> {
  const details = await ask('look at a container', signal, (abortSignal) =>
    docker.getContainer(container).inspect({ abortSignal }),
  );
  const published = details.NetworkSettings.Ports[port]?.[0]?.HostPort;
  if (published !== undefined) return published;
  throw new Fault({
    code: 'ENVIRONMENT_BROKEN',
    message: `The container ${container} does not publish ${port}; it has probably stopped.`,
    hint: 'End this environment and start the lab again.',
  });
}
