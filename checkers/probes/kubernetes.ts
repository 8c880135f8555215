import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { apiPath, pathOf, type KubernetesAnswer, type KubernetesTransport } from './kubernetes-transport.ts';
import type { Challenger, KubernetesObject, KubernetesProbe } from './probes.ts';

/** Reads of one cluster. Whether an object can be found is a value; an API that can't answer is a Fault PROBE_FAILED. */
export function createKubernetesProbe(ask: KubernetesTransport): KubernetesProbe {
  return {
    get: async (ref, signal) => {
      const answer = await ask({ method: 'GET', path: pathOf(ref) }, signal);
      return answer.status === 404 ? undefined : expectSuccess(`read ${ref.plural}/${ref.name}`, answer);
    },
    list: async (ref, { labelSelector }, signal) => {
      const query = { limit: '500', ...(labelSelector === undefined ? {} : { labelSelector }) };
      const answer = await ask({ method: 'GET', path: pathOf(ref), query }, signal);
      return answer.status === 404 ? [] : parseList(`list ${ref.plural}`, answer);
    },
    logs: async ({ namespace, name, container, tailLines }, signal) => {
      const path = pathOf({ apiVersion: 'v1', plural: 'pods', namespace, name, subresource: 'log' });
      const query = { tailLines: String(tailLines), ...(container === undefined ? {} : { container }) };
      const answer = await ask({ method: 'GET', path, query }, signal);
      // 400: the container hasn't started yet.
      if (answer.status === 404 || answer.status === 400) return [];
      expectSuccess(`read the log of pod ${name}`, answer);
      return answer.text.split('\n').filter((line) => line !== '');
    },
    kinds: async (apiVersion, signal) => {
      const answer = await ask({ method: 'GET', path: `/${apiPath(apiVersion).join('/')}` }, signal);
      if (answer.status === 404) return [];
      const found = resources.safeParse(expectSuccess(`look for ${apiVersion}`, answer));
      if (!found.success) throw refused(`look for ${apiVersion}`, answer, found.error);
      return found.data.resources.map(({ name }) => name).filter((name) => !name.includes('/'));
    },
  };
}

type ClusterWrites = Pick<Challenger, 'create' | 'delete' | 'mergePatch'>;

/** The writes of challenges. */
export function createClusterWrites(ask: KubernetesTransport): ClusterWrites {
  return {
    mergePatch: async (ref, patch, signal) =>
      expectSuccess(
        `change ${ref.plural}/${ref.name}`,
        await ask({ method: 'PATCH', path: pathOf(ref), body: patch }, signal),
      ),
    create: async (ref, object, signal) => {
      const { name: _, ...collection } = ref;
      const path = pathOf(ref.subresource === undefined ? collection : ref);
      const answer = await ask({ method: 'POST', path, body: object }, signal);
      return expectSuccess(`create ${ref.plural}/${ref.name}`, answer);
    },
    delete: async (ref, signal) => {
      const answer = await ask({ method: 'DELETE', path: pathOf(ref) }, signal);
      if (answer.status !== 404) expectSuccess(`delete ${ref.plural}/${ref.name}`, answer);
    },
  };
}

const resources = z.object({ resources: z.array(z.object({ name: z.string() })) });
const objects = z.object({ items: z.array(z.record(z.string(), z.unknown())) });
const status = z.object({ message: z.string() });

function parseList(what: string, answer: KubernetesAnswer): readonly KubernetesObject[] {
  const found = objects.safeParse(expectSuccess(what, answer));
  if (found.success) return found.data.items;
  throw refused(what, answer, found.error);
}

function expectSuccess(what: string, answer: KubernetesAnswer): KubernetesObject {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw refused(what, answer);
}

function refused(what: string, answer: KubernetesAnswer, cause?: unknown): Fault {
  const said = status.safeParse(answer.body);
  const why = said.success ? `: ${said.data.message.slice(0, 300)}` : '';
  return new Fault({
    code: 'PROBE_FAILED',
    message: `The Kubernetes API answered ${String(answer.status)} when asked to ${what}${why}`,
    hint: 'Check again in a moment. If it goes on, the environment is broken: start the lab anew.',
    cause,
  });
}
