import { differs, settling, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { names } from './names.ts';
import type { StoreFact } from './sync.ts';

export interface WantedStore {
  readonly kind: 'ClusterSecretStore' | 'SecretStore';
  readonly name: string;
  /** Absent for a ClusterSecretStore. */
  readonly namespace?: string;
  readonly role: string;
  readonly account: string;
  /** Empty: the store's own. */
  readonly accountNamespace: string;
  readonly address: string;
}

const readyMs = 60_000;

/** Whether a store logs in as wanted and is Valid; `undefined`: it does. */
export function judgeStore(found: StoreFact | undefined, wanted: WantedStore): Verdict | undefined {
  const { kind, name, namespace } = wanted;
  const at = namespace === undefined ? '' : ` -n ${namespace}`;
  const place = code(namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`);
  const show = `\`kubectl get ${kind.toLowerCase()} ${name}${at} -o yaml\``;
  if (found === undefined) {
    return differs('no-store', {
      saw: `there is no ${place}`,
      wanted: `a store that logs in by the role ${code(wanted.role)}`,
      next: 'Apply the manifest of this exercise.',
      hints: [
        '`kubectl get secretstores,clustersecretstores -A`',
        'The manifest names server, path, version and the login.',
        `\`kubectl apply${at} -f store.yaml\``,
      ],
    });
  }
  if (found.auth.join() !== 'kubernetes') {
    return differs('other-login', {
      saw: `${place} logs in by ${codes(found.auth.length > 0 ? found.auth : found.providers)}`,
      wanted: '`auth.kubernetes` with a role and a ServiceAccount',
      next: 'Replace the login. A token in a Secret is as good in every namespace, and never expires.',
      hints: [
        show,
        'The field is `spec.provider.vault.auth`.',
        '`kubectl explain secretstore.spec.provider.vault.auth.kubernetes`',
      ],
    });
  }
  const expected = {
    server: wanted.address,
    path: names.mount,
    version: 'v2',
    mountPath: names.auth,
    role: wanted.role,
    account: wanted.account,
  };
  for (const [field, value] of Object.entries(expected)) {
    const is = found[field as keyof typeof expected];
    if (is !== value)
      return otherField({ place, show, field: words[field as keyof typeof expected], is, value });
  }
  if (
    found.accountNamespace !== wanted.accountNamespace &&
    (wanted.accountNamespace !== '' || found.accountNamespace !== namespace)
  ) {
    return otherField({
      place,
      show,
      field: 'serviceAccountRef.namespace',
      is: found.accountNamespace,
      value: wanted.accountNamespace,
    });
  }
  return found.ready ? undefined : notReady(found, wanted, place);
}

function notReady(found: StoreFact, { kind, name, namespace, role }: WantedStore, place: string): Verdict {
  const at = namespace === undefined ? '' : ` -n ${namespace}`;
  return settling('not-ready', {
    waitingFor: `${place} to become Valid`,
    untilMs: readyMs,
    episode: name,
    overdue: {
      saw: `${place} isn’t ready: ${code(found.reason === '' ? 'no condition' : found.reason)}`,
      wanted: 'reason `Valid`',
      next: 'The login fails. Does the role exist, and does it let in this account?',
      hints: [
        `\`kubectl describe ${kind.toLowerCase()} ${name}${at}\` shows the event.`,
        'Compare the bindings of the role with `serviceAccountRef` and the namespace.',
        `\`vault read auth/kubernetes/role/${role}\``,
      ],
    },
  });
}

const words = {
  server: 'server',
  path: 'path',
  version: 'version',
  mountPath: 'auth.kubernetes.mountPath',
  role: 'auth.kubernetes.role',
  account: 'auth.kubernetes.serviceAccountRef.name',
} as const;

function otherField({
  place,
  show,
  field,
  is,
  value,
}: Readonly<Record<'field' | 'is' | 'place' | 'show' | 'value', string>>): Verdict {
  return differs('other-field', {
    saw: `${code(field)} of ${place} is ${is === '' ? 'missing' : code(is)}`,
    wanted: value === '' ? 'left out: a SecretStore uses an account of its own namespace' : code(value),
    next: `Correct ${code(field)}.`,
    hints: [
      show,
      field.endsWith('namespace')
        ? 'A ClusterSecretStore without it looks for the account in the namespace of whoever asks, and is Valid without having been tried.'
        : `The field is below \`spec.provider.vault\`: ${code(field)}.`,
      'Take the manifest of this exercise, and apply it again.',
    ],
  });
}
