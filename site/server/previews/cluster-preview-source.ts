import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { kubeConfigOf } from '#checkers/probes/kubernetes-transport.ts';
import { forwardToPod } from '#checkers/probes/pod-socket.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { PreviewTarget } from '#site/protocol/previews.ts';
import type { CheckTarget } from '../checks/check-runner.ts';
import type { ClusterSessions } from '../checks/cluster-sessions.ts';
import type { PreviewSource } from './preview-source.ts';

/** Theirs is the platform: pods there share the node's network, which is none of the learner's business. */
const platform = /^(kube-.*|kindlab.*|local-path-storage)$/;
const mostServices = 50;

const service = z.object({
  metadata: z.object({ namespace: z.string(), name: z.string() }),
  spec: z.object({
    type: z.string().optional(),
    selector: z.record(z.string(), z.string()).default({}),
    ports: z
      .array(
        z.object({
          port: z.number(),
          protocol: z.string().default('TCP'),
          targetPort: z.union([z.number(), z.string()]).optional(),
        }),
      )
      .default([]),
  }),
});
type Service = z.infer<typeof service>;

const pod = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    hostNetwork: z.boolean().default(false),
    containers: z.array(
      z.object({
        ports: z.array(z.object({ name: z.string().optional(), containerPort: z.number() })).default([]),
      }),
    ),
  }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
});
type Pod = z.infer<typeof pod>;

/**
 * Reads services and pods with the platform's credentials, and forwards to a pod as `kubectl port-forward` does. Nothing
 * is resolved or dialled from here: a service without a selector, or one that names something outside, is not listed.
 */
export class ClusterPreviewSource implements PreviewSource {
  readonly #sessions: ClusterSessions;

  constructor(sessions: ClusterSessions) {
    this.#sessions = sessions;
  }

  async list(target: CheckTarget, signal: AbortSignal): Promise<readonly PreviewTarget[]> {
    const all = await this.#services(target, signal);
    return all
      .flatMap(({ metadata: { namespace, name }, spec }) =>
        spec.ports
          .filter(({ protocol }) => protocol === 'TCP')
          .map(({ port }) => ({ namespace, service: name, port })),
      )
      .slice(0, mostServices);
  }

  async connect(target: CheckTarget, wanted: PreviewTarget, signal: AbortSignal): Promise<Duplex> {
    const found = (await this.#services(target, signal)).find(
      ({ metadata }) => metadata.namespace === wanted.namespace && metadata.name === wanted.service,
    );
    const port = found?.spec.ports.find((each) => each.port === wanted.port);
    if (found === undefined || port === undefined) throw noService(wanted);
    const { access, probes } = await this.#sessions.get(target, signal);
    const labelSelector = Object.entries(found.spec.selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    const where = { apiVersion: 'v1', plural: 'pods', namespace: wanted.namespace };
    const pods = (await probes.kubernetes.list(where, { labelSelector }, signal)).flatMap(
      (each) => pod.safeParse(each).data ?? [],
    );
    const ready = pods.find(isReady);
    const targetPort = ready && portOf(ready, port.targetPort ?? port.port);
    if (ready === undefined || targetPort === undefined) throw nobodyThere(wanted);
    const to = { namespace: wanted.namespace, pod: ready.metadata.name, port: targetPort };
    return forwardToPod(kubeConfigOf(access.kubernetes))(to, signal);
  }

  async #services(target: CheckTarget, signal: AbortSignal): Promise<readonly Service[]> {
    const { probes } = await this.#sessions.get(target, signal);
    const all = await probes.kubernetes.list({ apiVersion: 'v1', plural: 'services' }, {}, signal);
    return all
      .flatMap((each) => service.safeParse(each).data ?? [])
      .filter(
        ({ metadata, spec }) =>
          !platform.test(metadata.namespace) &&
          spec.type !== 'ExternalName' &&
          Object.keys(spec.selector).length > 0,
      );
  }
}

function isReady({ spec, status }: Pod): boolean {
  const ready = status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  return ready && !spec.hostNetwork;
}

function portOf({ spec }: Pod, wanted: number | string): number | undefined {
  if (typeof wanted === 'number') return wanted;
  return spec.containers.flatMap(({ ports }) => ports).find(({ name }) => name === wanted)?.containerPort;
}

function noService({ namespace, service: name, port }: PreviewTarget): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `There is no service ${name} with the port ${port} in ${namespace} that could be looked at.`,
    hint: 'It may be gone, or it selects no pods: `kubectl get services -A` shows what there is.',
  });
}

function nobodyThere({ namespace, service: name }: PreviewTarget): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `No pod behind the service ${name} in ${namespace} is ready.`,
    hint: `\`kubectl -n ${namespace} get endpointslices,pods\` shows why; open it again when one is.`,
  });
}
