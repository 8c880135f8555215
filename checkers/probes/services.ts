import { z } from 'zod';
import type { KubernetesTransport } from './kubernetes-transport.ts';
import type { ServiceProbe } from './probes.ts';

const proxyFailure = z.object({ kind: z.literal('Status'), apiVersion: z.literal('v1') });

/** Asks programs in the cluster by the API server's proxy, with the platform's rights. */
export function createServiceProbe(ask: KubernetesTransport): ServiceProbe {
  return {
    ask: async ({ namespace, name, port }, { method, path, headers, body }, signal) => {
      const [segments = '', search = ''] = path.split('?');
      const service = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${encodeURIComponent(name)}:${String(port)}`;
      const answer = await ask(
        {
          method,
          path: `${service}/proxy/${segments.split('/').map(encodeURIComponent).join('/')}`,
          query: Object.fromEntries(new URLSearchParams(search)),
          ...(headers === undefined ? {} : { headers }),
          ...(body === undefined ? {} : { body }),
        },
        signal,
      );
      // The proxy's own words, not the program's: there is no such Service, or nobody behind it.
      return proxyFailure.safeParse(answer.body).success
        ? undefined
        : { status: answer.status, body: answer.body };
    },
  };
}
