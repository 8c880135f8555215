import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { accountWatches, lookAtAuthMethod, type AuthMethodFact } from '../world/auth-method.ts';

const create = 'kubectl create serviceaccount vault-reviewer -n vault-auth';
const bind =
  'kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator --serviceaccount=vault-auth:vault-reviewer';

export const reviewerMay = defineCheck<AuthMethodFact>({
  id: 'reviewer-may',
  claim: 'Service account `vault-reviewer` in `vault-auth` may have tokens reviewed',
  points: 2,
  watches: accountWatches,
  look: lookAtAuthMethod,
  judge: ({ reviewer }) => {
    if (!reviewer.exists)
      return reviewer.namespaces.length > 0 ? otherNamespace(reviewer.namespaces) : absent;
    return reviewer.mayReview ? holds : mayNot;
  },
});

const absent: Verdict = differs('absent', {
  saw: 'there is no service account `vault-reviewer` in `vault-auth`',
  wanted: 'a service account that asks the cluster on Vault’s behalf',
  next: 'Make it.',
  hints: [
    '`kubectl get serviceaccounts -n vault-auth` lists them.',
    'Vault doesn’t check a pod’s token itself: it asks the API server, by a TokenReview, and needs an identity of its own for that.',
    `\`${create}\``,
  ],
});

function otherNamespace(namespaces: readonly string[]): Verdict {
  return differs('other-namespace', {
    saw: `there is a \`vault-reviewer\` in ${codes(namespaces)}, and none in \`vault-auth\``,
    wanted: 'the namespace `vault-auth`, away from the applications',
    next: 'Make it there.',
    hints: [
      '`kubectl get serviceaccounts -A | grep vault-reviewer` shows where it is.',
      'Whoever may create tokens in a namespace can act as every service account in it: keep this one apart.',
      `\`kubectl delete serviceaccount vault-reviewer -n ${namespaces[0] ?? 'default'}\` and then \`${create}\``,
    ],
  });
}

const mayNot: Verdict = differs('may-not', {
  saw: 'a SubjectAccessReview says that `vault-reviewer` may not create `tokenreviews`',
  wanted: 'the ClusterRole `system:auth-delegator`, bound for the whole cluster',
  next: 'Bind the role. A TokenReview belongs to no namespace, so a RoleBinding doesn’t do.',
  hints: [
    '`kubectl get clusterrolebindings -o wide | grep vault-reviewer` shows what is bound to it, `kubectl get rolebindings -A -o wide | grep vault-reviewer` what is bound in one namespace only.',
    'The ClusterRole is `system:auth-delegator`; the subject is `vault-auth:vault-reviewer`, namespace first.',
    `\`${bind}\``,
  ],
});
