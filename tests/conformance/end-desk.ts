import { z } from 'zod';
import type { Environment } from '#containers/contract/environment.ts';
import { imageOf } from '#containers/providers/kubernetes/pods.ts';
import { systemClock } from '#containers/providers/surroundings.ts';
import type { LiveHost } from './live-host.ts';

const endMs = 120_000;
const pollMs = 500;
const podObject = z.object({ status: z.object({ phase: z.string().default('Pending') }) });

/** Both know the learner's token, and nothing else on the machine does. */
const killScript = `for environ in /proc/[0-9]*/environ; do
  pid=\${environ#/proc/}; pid=\${pid%/environ}
  if [ "$pid" != $$ ] && grep -qzE "^(BAO_DEV_ROOT_TOKEN_ID|VAULT_TOKEN)=$LEARNER\$" "$environ" 2>/dev/null; then kill -KILL "$pid"; fi
done; exit 0`;

/** Ends Vault and the workspace of an environment on their machine, as the kernel does when memory runs out. */
export async function endDesk(
  { api, bundle, settings }: Pick<LiveHost, 'api' | 'bundle' | 'settings'>,
  { id, exec }: Pick<Environment, 'exec' | 'id'>,
): Promise<void> {
  const signal = AbortSignal.timeout(endMs);
  const { stdout } = await exec({ command: ['printenv', 'VAULT_TOKEN'], timeoutMs: 30_000 }, signal);
  const name = `end-desk-${id}`;
  const collection = '/api/v1/namespaces/default/pods';
  const path = `${collection}/${name}`;
  const container = {
    name: 'main',
    image: imageOf(settings('end-desk'), bundle.images.workspace),
    imagePullPolicy: 'Never',
    command: ['bash', '-c', killScript],
    env: [{ name: 'LEARNER', value: stdout.trim() }],
    securityContext: { privileged: true, runAsUser: 0 },
  };
  const spec = { hostPID: true, restartPolicy: 'Never', containers: [container] };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
  await api.ask({ method: 'POST', path: collection, body: pod }, signal);
  try {
    for (;;) {
      const { status } = podObject.parse(await api.ask({ method: 'GET', path }, signal));
      if (status.phase === 'Succeeded') return;
      if (status.phase === 'Failed') throw new Error('the desk could not be ended');
      await systemClock.wait(pollMs, signal);
    }
  } finally {
    await api.ask({ method: 'DELETE', path }, AbortSignal.timeout(endMs));
  }
}
