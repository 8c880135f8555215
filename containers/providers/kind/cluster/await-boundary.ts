import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { namespacePolicy, podPolicy } from './admission-policies.ts';
import { askCluster, messageOf, type ClusterAnswer } from './ask-cluster.ts';
import { learnerGroup } from './learner-role.ts';

const readyMs = 90_000;
const pauseMs = 200;

interface Trial {
  readonly what: string;
  readonly passes: (answer: ClusterAnswer) => boolean;
  readonly ask: (signal: AbortSignal) => Promise<ClusterAnswer>;
}

/**
 * Waits until the cluster is fit for a learner, asking as the learner and without making anything: a harmless pod
 * would be admitted in each of their namespaces, a privileged pod and a write in a platform namespace are denied,
 * and the node takes pods. Fault ENVIRONMENT_CREATE that names what did not come true in time.
 */
export async function awaitBoundary(
  access: EnvironmentAccess['kubernetes'],
  options: { readonly namespaces: readonly string[]; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const deadline = options.clock.now().getTime() + readyMs;
  for (const trial of trials(access, ['default', ...options.namespaces])) {
    let answer = await trial.ask(signal);
    while (!trial.passes(answer)) {
      if (options.clock.now().getTime() > deadline) throw notFit(trial.what, answer);
      await options.clock.wait(pauseMs, signal);
      answer = await trial.ask(signal);
    }
  }
}

function trials(access: EnvironmentAccess['kubernetes'], namespaces: readonly string[]): readonly Trial[] {
  const asLearner = { 'impersonate-user': 'learner', 'impersonate-group': learnerGroup };
  const tryOut = (path: string, body: unknown) => (signal: AbortSignal) =>
    askCluster(access, { method: 'POST', path: `${path}?dryRun=All`, body, headers: asLearner }, signal);
  const deniedBy = (policy: string) => (answer: ClusterAnswer) =>
    answer.status === 403 && messageOf(answer).includes(policy);
  return [
    {
      what: 'the node takes no pods',
      passes: hasReadyNode,
      ask: (signal) => askCluster(access, { method: 'GET', path: '/api/v1/nodes' }, signal),
    },
    ...[...new Set(namespaces)].map((namespace) => ({
      what: `a pod in ${namespace} is refused`,
      passes: ({ status }: ClusterAnswer) => status === 201,
      ask: tryOut(`/api/v1/namespaces/${namespace}/pods`, pod({})),
    })),
    {
      what: 'a privileged pod is not refused',
      passes: deniedBy(podPolicy.name),
      ask: tryOut('/api/v1/namespaces/default/pods', pod({ privileged: true })),
    },
    {
      what: 'a write in kube-system is not refused',
      passes: deniedBy(namespacePolicy.name),
      ask: tryOut('/api/v1/namespaces/kube-system/configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kindlab-trial' },
      }),
    },
  ];
}

function pod(securityContext: Readonly<Record<string, unknown>>) {
  const containers = [{ name: 'trial', image: 'trial', securityContext }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'kindlab-trial' }, spec: { containers } };
}

const nodeList = z.object({
  items: z.array(
    z.object({
      status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })) }),
    }),
  ),
});

function hasReadyNode(answer: ClusterAnswer): boolean {
  const parsed = nodeList.safeParse(answer.body);
  if (!parsed.success) return false;
  return parsed.data.items.some(({ status }) =>
    status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True'),
  );
}

function notFit(what: string, answer: ClusterAnswer): Fault {
  return new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The cluster was not fit for a learner after ${String(readyMs / 1000)} s: ${what} (${messageOf(answer).slice(0, 300)}).`,
    hint: 'Start the lab again; if it happens again, this machine is too busy or this version of Kindlab does not fit its bundle.',
  });
}
