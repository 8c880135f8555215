import { z } from 'zod';
import { createKubernetesTransport, kubeConfigOf } from '#checkers/probes/kubernetes-transport.ts';
import type { KubernetesAnswer, KubernetesTransport } from '#checkers/probes/kubernetes-transport.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { KindName } from '#site/protocol/schemas.ts';
import type { CheckTarget } from '../checks/check-runner.ts';
import type { ClusterSession, ClusterSessions } from '../checks/cluster-sessions.ts';
import type { SchemaSource } from './schema-source.ts';

const discovery = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().default('') }),
      versions: z.array(
        z.object({
          version: z.string(),
          resources: z
            .array(z.object({ responseKind: z.object({ kind: z.string() }), verbs: z.array(z.string()) }))
            .default([]),
        }),
      ),
    }),
  ),
});
const paths = z.object({ paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })) });
const wantsDiscovery = { accept: 'application/json;v=v2;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList' };

/** Asks the learner's own API server, with the platform's credentials and read-only. */
export class ClusterSchemaSource implements SchemaSource {
  readonly #sessions: ClusterSessions;
  readonly #transports = new WeakMap<ClusterSession, KubernetesTransport>();

  constructor(sessions: ClusterSessions) {
    this.#sessions = sessions;
  }

  async kinds(target: CheckTarget, signal: AbortSignal): Promise<readonly KindName[]> {
    const ask = await this.#transport(target, signal);
    const answers = await Promise.all(
      ['/api', '/apis'].map((path) => ask({ method: 'GET', path, headers: wantsDiscovery }, signal)),
    );
    return answers.flatMap((answer) =>
      parse(discovery, answer).items.flatMap(({ metadata: { name }, versions }) =>
        versions.flatMap(({ version, resources }) =>
          resources
            .filter(({ verbs }) => verbs.includes('create'))
            .map(({ responseKind: { kind } }) => ({
              apiVersion: name === '' ? version : `${name}/${version}`,
              kind,
            })),
        ),
      ),
    );
  }

  async index(target: CheckTarget, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const ask = await this.#transport(target, signal);
    const answer = parse(paths, await ask({ method: 'GET', path: '/openapi/v3' }, signal));
    return new Map(
      Object.entries(answer.paths).map(([path, { serverRelativeURL }]) => [path, serverRelativeURL]),
    );
  }

  async document(target: CheckTarget, address: string, signal: AbortSignal): Promise<unknown> {
    const ask = await this.#transport(target, signal);
    const { pathname, searchParams } = new URL(address, 'http://cluster');
    const query = Object.fromEntries(searchParams);
    return parse(z.unknown(), await ask({ method: 'GET', path: pathname, query }, signal));
  }

  async #transport(target: CheckTarget, signal: AbortSignal): Promise<KubernetesTransport> {
    const session = await this.#sessions.get(target, signal);
    const known = this.#transports.get(session);
    if (known !== undefined) return known;
    const made = createKubernetesTransport(kubeConfigOf(session.access.kubernetes));
    this.#transports.set(session, made);
    return made;
  }
}

function parse<T>(schema: z.ZodType<T>, { status, body }: KubernetesAnswer): T {
  const parsed = schema.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  throw new Fault({
    code: 'PROBE_FAILED',
    message: `The Kubernetes API answered ${status} when asked what its kinds look like, and not as expected.`,
    hint: 'The editor goes on without help. If it stays so, look at the API server of this environment.',
    cause: parsed.error,
  });
}
