import { differs, holds, settling, type Difference, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { DeliveryFact } from './sync.ts';

export interface WantedDelivery {
  readonly namespace: string;
  readonly name: string;
  readonly store: { readonly kind: string; readonly name: string };
  readonly entry: string;
  readonly secret: string;
}

const longestBackOffMs = 7 * 60_000 + 30_000;
const healMs = 20_000;

/** Whether an ExternalSecret reads its entry through its store, and its Secret has Vault's bytes. */
export function judgeDelivery(fact: DeliveryFact, wanted: WantedDelivery): Verdict {
  const { namespace, name, store, entry, secret } = wanted;
  const place = code(`${namespace}/${name}`);
  const found = fact.externalSecret;
  const patch = (spec: string): string =>
    `\`kubectl patch externalsecret ${name} -n ${namespace} --type merge -p '{"spec":${spec}}'\``;
  if (found === undefined) {
    return differs('absent', {
      saw: `there is no ExternalSecret ${place}`,
      wanted: `one that reads ${code(entry)} through ${code(`${store.kind} ${store.name}`)}`,
      next: 'Apply the manifest of this exercise.',
      hints: [
        '`kubectl get externalsecrets -A`',
        'The manifest names store, target and key.',
        `\`kubectl apply -n ${namespace} -f ${name}.yaml\``,
      ],
    });
  }
  if (found.otherSources || found.store.kind !== store.kind || found.store.name !== store.name) {
    return differs('other-store', {
      saw: `${place} takes its values from ${found.otherSources ? 'a `sourceRef`' : code(`${found.store.kind} ${found.store.name}`)}`,
      wanted: code(`${store.kind} ${store.name}`),
      next: 'Correct `secretStoreRef`.',
      hints: [
        '`kubectl get secretstores,clustersecretstores -A`',
        'The field is `spec.secretStoreRef`.',
        patch(`{"secretStoreRef":{"kind":"${store.kind}","name":"${store.name}"}}`),
      ],
    });
  }
  const strange = found.keys.filter((key) => key.replace(/^secret\/(data\/)?/, '') !== entry);
  if (found.keys.length === 0 || strange.length > 0) {
    return differs('other-key', {
      saw: `${place} reads ${codes(strange, 'nothing')}`,
      wanted: code(entry),
      next: 'Read this one entry, as a whole.',
      hints: [
        '`vault kv list -mount=secret`',
        'The field is `spec.dataFrom[].extract.key`.',
        patch(`{"data":null,"dataFrom":[{"extract":{"key":"${entry}"}}]}`),
      ],
    });
  }
  if (found.target !== secret || found.creationPolicy !== 'Owner') {
    return differs('other-target', {
      saw: `${place} writes the Secret ${code(found.target)} with \`creationPolicy: ${found.creationPolicy}\``,
      wanted: `the Secret ${code(secret)}, as its owner`,
      next: 'Correct `target`.',
      hints: [
        `\`kubectl get externalsecret ${name} -n ${namespace} -o jsonpath='{.spec.target}'\``,
        'The fields are `spec.target.name` and `spec.target.creationPolicy`.',
        patch(`{"target":{"name":"${secret}","creationPolicy":"Owner"}}`),
      ],
    });
  }
  if (!found.ready || found.reason !== 'SecretSynced') return notSynced(wanted, found.reason);
  return judgeValues(fact, wanted);
}

function judgeValues(
  { entry, secret, testing, externalSecret }: DeliveryFact,
  wanted: WantedDelivery,
): Verdict {
  const keys = Object.keys(entry ?? {});
  const same = keys.length > 0 && keys.every((key) => secret?.digests[key] === entry?.[key]);
  if (same && secret?.owner === externalSecret?.uid) return holds;
  const waitingFor = testing
    ? 'a check that tries another value in Vault for a moment and then puts yours back'
    : 'ESO to bring the Secret in line with Vault';
  return settling('other-values', {
    waitingFor,
    untilMs: testing ? 120_000 : healMs,
    overdue: otherValues(wanted),
  });
}

function force({ namespace, name }: WantedDelivery): string {
  return `\`kubectl annotate externalsecret ${name} -n ${namespace} force-sync="$(date +%s)" --overwrite\``;
}

function otherValues(wanted: WantedDelivery): Difference {
  const { namespace, secret, entry } = wanted;
  return {
    saw: `the Secret ${code(`${namespace}/${secret}`)} isn’t what Vault has at ${code(entry)}, or ESO doesn’t own it`,
    wanted: 'a Secret that ESO made, with the same bytes as Vault',
    next: 'Make ESO sync, and look whether somebody else writes this Secret.',
    hints: [
      `\`kubectl get secret ${secret} -n ${namespace} -o yaml\` and \`vault kv get -mount=secret ${entry}\``,
      'Look at `metadata.ownerReferences` of the Secret.',
      `\`kubectl delete secret ${secret} -n ${namespace}\`, then ${force(wanted)}`,
    ],
  };
}

function notSynced(wanted: WantedDelivery, reason: string): Verdict {
  const { namespace, name } = wanted;
  return settling('not-synced', {
    waitingFor: `ESO to sync ${code(`${namespace}/${name}`)}: the last try ended with ${code(reason === '' ? 'no result yet' : reason)}. At once: ${force(wanted)}`,
    untilMs: longestBackOffMs,
    episode: `${namespace} ${name}`,
    overdue: {
      saw: `${code(`${namespace}/${name}`)} ends with ${code(reason === '' ? 'no result' : reason)}`,
      wanted: 'reason `SecretSynced`',
      next: 'Read its events: is it the store, the role, or the policy?',
      hints: [
        `\`kubectl describe externalsecret ${name} -n ${namespace}\` ends with the events.`,
        '403 in an event is the policy, “not ready” the login, “denied by spec.condition” the conditions of a ClusterSecretStore.',
        force(wanted),
      ],
    },
  });
}
