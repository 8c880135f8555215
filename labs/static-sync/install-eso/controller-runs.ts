import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Difference, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { names } from '../world/names.ts';
import { lastingReasons, lookAtRollout, type RolloutFact } from '../world/rollout.ts';

type Found = NonNullable<RolloutFact['found']>;

const install =
  'helm install external-secrets external-secrets/external-secrets -n external-secrets --create-namespace';

export const controllerRuns = defineCheck<RolloutFact>({
  id: 'eso-controller',
  claim: 'The ESO controller is running in namespace `external-secrets`',
  points: 3,
  watches: [
    { apiVersion: 'apps/v1', plural: 'deployments' },
    { apiVersion: 'v1', plural: 'pods', namespace: names.operatorNamespace },
  ],
  look: (probes, signal) => lookAtRollout('external-secrets', probes, signal),
  judge: ({ found, namespaces }) => {
    if (found === undefined) return namespaces.length > 0 ? otherNamespace(namespaces) : absent;
    if (found.wanted > 0 && found.ready >= found.wanted) return holds;
    if (found.wanted === 0) return scaledToZero(found);
    if (found.stuck || lastingReasons(found.waiting).length > 0)
      return differs('cannot-start', cannotStart(found));
    return settling('starting', {
      waitingFor: `the controller to become ready (${String(found.ready)} of ${String(found.wanted)} pods)`,
      untilMs: 180_000,
      episode: String(found.generation),
      overdue: cannotStart(found),
    });
  },
});

const absent: Verdict = differs('absent', {
  saw: 'no Deployment of External Secrets in any namespace',
  wanted: 'the chart’s controller, running in `external-secrets`',
  next: 'Install the chart with Helm.',
  hints: [
    '`helm list -A` shows what is installed; `helm repo list` which chart repositories are known.',
    'The repository is `http://charts.kindlab`, the chart in it `external-secrets`, the namespace `external-secrets`, which doesn’t exist yet.',
    `\`helm repo add external-secrets http://charts.kindlab\` and then \`${install}\``,
  ],
});

function otherNamespace(namespaces: readonly string[]): Verdict {
  return differs('other-namespace', {
    saw: `External Secrets is installed in ${codes(namespaces)}`,
    wanted: 'the namespace `external-secrets`',
    next: 'Uninstall that release and install it into `external-secrets`.',
    hints: [
      '`helm list -A` shows each release with its namespace.',
      'Without `-n`, Helm takes the namespace of your current context. `--create-namespace` makes a new one.',
      `\`helm uninstall external-secrets -n ${namespaces[0] ?? 'default'}\` and then \`${install}\``,
    ],
  });
}

function scaledToZero({ name }: Found): Verdict {
  return differs('scaled-to-zero', {
    saw: `Deployment ${code(name)} wants 0 pods`,
    wanted: 'at least one pod of the controller',
    next: 'Scale it up: without the controller nothing is synced, whatever the status says.',
    hints: [
      '`kubectl get deployments -n external-secrets` shows how many pods are wanted and ready.',
      'The field is `spec.replicas` of the Deployment.',
      `\`kubectl scale deployment ${name} -n external-secrets --replicas=1\``,
    ],
  });
}

function cannotStart({ name, image, ready, wanted, waiting }: Found): Difference {
  const why = waiting.length > 0 ? `: ${codes(waiting)}` : '';
  const pulls = waiting.some((reason) => /Image/.test(reason));
  return {
    saw: `${String(ready)} of ${String(wanted)} pods of ${code(name)} are ready${why}`,
    wanted: 'every pod of the controller ready',
    next: pulls
      ? `The image ${code(image)} can’t be had here. Install the chart version of this course, with its own image.`
      : 'Ask Kubernetes why: `kubectl describe pods -n external-secrets`.',
    hints: [
      '`kubectl get pods -n external-secrets` shows the state of each pod, `kubectl describe pod` the reason.',
      pulls
        ? 'This lab has no way to an image registry; only the image of the chart’s own version is on the node. `helm get values` shows whether you set another.'
        : 'The last lines of `kubectl describe pod` are events. For a container that starts and ends, read its log.',
      pulls
        ? `\`helm uninstall external-secrets -n external-secrets\` and then \`${install}\``
        : `\`kubectl logs -n external-secrets deployment/${name} --tail=20\``,
    ],
  };
}
