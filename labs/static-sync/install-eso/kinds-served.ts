import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { esoApi } from '../world/names.ts';

interface KindsFact {
  /** Served as external-secrets.io/v1. */
  readonly kinds: readonly string[];
  /** Served in the version before. */
  readonly beta: readonly string[];
}

const needed = ['externalsecrets', 'secretstores'];

export const kindsServed = defineCheck<KindsFact>({
  id: 'eso-kinds',
  claim: 'The cluster knows ExternalSecret and SecretStore in version `external-secrets.io/v1`',
  points: 1,
  watches: [{ apiVersion: 'apiextensions.k8s.io/v1', plural: 'customresourcedefinitions' }],
  look: async ({ kubernetes }, signal) => ({
    kinds: await kubernetes.kinds(esoApi, signal),
    beta: await kubernetes.kinds('external-secrets.io/v1beta1', signal),
  }),
  judge: ({ kinds, beta }) => {
    const missing = needed.filter((kind) => !kinds.includes(kind));
    if (missing.length === 0) return holds;
    const upgrade =
      'helm upgrade --install external-secrets external-secrets/external-secrets -n external-secrets --create-namespace';
    if (kinds.length > 0) {
      return settling('some-kinds', {
        waitingFor: `the API to serve ${codes(missing)} too`,
        untilMs: 30_000,
        overdue: {
          saw: `only ${codes(kinds)} of \`${esoApi}\``,
          wanted: codes(needed),
          next: 'Install the chart with its custom resource definitions: `installCRDs` is true unless you changed it.',
          hints: [
            'Each kind comes with a custom resource definition: `kubectl get crd | grep external-secrets`',
            'The chart value `installCRDs` decides whether they are installed. `helm get values external-secrets -n external-secrets` shows what you set.',
            `\`${upgrade} --set installCRDs=true\``,
          ],
        },
      });
    }
    if (beta.length > 0) {
      return differs('old-version', {
        saw: 'the cluster serves `external-secrets.io/v1beta1`, and not `v1`',
        wanted: `\`${esoApi}\``,
        next: 'Install the chart version this course uses.',
        hints: [
          '`kubectl api-resources --api-group=external-secrets.io` shows which version is served.',
          'Version v1 came with release 0.16. You have installed an older chart: `helm list -A`',
          `Uninstall it, then: \`${upgrade}\``,
        ],
      });
    }
    return differs('no-kinds', {
      saw: 'the cluster has no kind of the group `external-secrets.io`',
      wanted: codes(needed),
      next: 'Install External Secrets Operator with Helm; its chart brings these kinds along.',
      hints: [
        '`kubectl api-resources --api-group=external-secrets.io` is empty as long as nothing is installed. `helm list -A` shows releases.',
        'Add the repository `http://charts.kindlab` under a name, then install the chart `external-secrets` from it into the namespace `external-secrets`.',
        `\`helm repo add external-secrets http://charts.kindlab\` and then \`${upgrade}\``,
      ],
    });
  },
});
