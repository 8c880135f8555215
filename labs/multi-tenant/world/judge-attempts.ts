import { differs, type Verdict } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { Attempt, AttemptResult } from '#labs/shared/probe-external-secrets.ts';

/** An attempt, and whether it has to succeed. */
export interface Claim extends Attempt {
  readonly allowed: boolean;
}

function tell({ namespace, store, folder }: Attempt): string {
  return `an ExternalSecret in ${code(namespace)} that reads an entry below ${code(folder)} through ${code(`${store.kind} ${store.name}`)}`;
}

/**
 * What has to be delivered comes first: where nothing works, nothing is proven to be kept apart.
 * `undefined`: everything is as claimed.
 */
export function judgeAttempts(
  claims: readonly Claim[],
  results: readonly AttemptResult[],
): Verdict | undefined {
  const paired = claims.map((claim, index) => ({ claim, result: results[index]?.result ?? 'silent' }));
  const broken = paired.find(({ claim, result }) => claim.allowed && result !== 'delivered');
  if (broken !== undefined) return notDelivered(broken.claim);
  const leak = paired.find(({ claim, result }) => !claim.allowed && result === 'delivered');
  if (leak !== undefined) return leaked(leak.claim);
  const unclear = paired.find(({ claim, result }) => !claim.allowed && result === 'silent');
  return unclear === undefined ? undefined : silent(unclear.claim);
}

function notDelivered(claim: Claim): Verdict {
  const { namespace, store, folder } = claim;
  const object = `${store.kind.toLowerCase()} ${store.name}${store.kind === 'SecretStore' ? ` -n ${namespace}` : ''}`;
  return differs('control-refused', {
    saw: `${tell(claim)} got nothing, and it should have`,
    wanted: 'what is allowed to work: otherwise a refusal proves nothing',
    next: 'Repair the allowed way first.',
    hints: [
      `\`kubectl get ${object}\`: is it Valid?`,
      `May the role’s policy read \`secret/data/${folder}/*\`, everything below the folder and not a single entry? Does the store say \`serviceAccountRef\`, for a ClusterSecretStore with \`namespace\`?`,
      `\`vault policy read ${folder}\` and \`kubectl describe ${object}\``,
    ],
  });
}

function leaked(claim: Claim): Verdict {
  const { namespace, store, folder } = claim;
  return differs('leaked', {
    saw: `${tell(claim)} got the value`,
    wanted: 'a refusal',
    next: 'Find out which of the lines is open: the policy, the role, or the conditions of the store.',
    hints: [
      store.kind === 'ClusterSecretStore'
        ? `\`kubectl get clustersecretstore ${store.name} -o jsonpath='{.spec.conditions}'\``
        : `\`vault policy read ${namespace}\`: which paths does it name?`,
      store.kind === 'ClusterSecretStore'
        ? 'The field is `spec.conditions[].namespaces`. A pattern matches in the middle of a name too, and a label can be set by whoever owns the namespace.'
        : 'A `*` or `+` before the name of the team, or one policy for both, opens the other’s folder.',
      store.kind === 'ClusterSecretStore'
        ? `\`kubectl patch clustersecretstore ${store.name} --type merge -p '{"spec":{"conditions":[{"namespaces":["production","staging"]}]}}'\``
        : `Let the policy name \`secret/data/${namespace}/*\` and nothing of \`${folder}\`: \`vault policy write ${namespace} -\``,
    ],
  });
}

function silent(claim: Claim): Verdict {
  return differs('no-answer', {
    saw: `${tell(claim)} was neither served nor refused`,
    wanted: 'a refusal',
    next: 'Does the controller run? `kubectl get pods -n external-secrets`',
    hints: [
      '`kubectl get pods -n external-secrets`',
      'An ExternalSecret without a condition is one that nobody has looked at.',
      '`kubectl rollout restart deployment external-secrets -n external-secrets`',
    ],
  });
}
