import { differs, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { AddressTrouble } from '../world/server-address.ts';

const show = 'kubectl get secretstore vault-dev -n lab1 -o yaml';
const edit = 'kubectl edit secretstore vault-dev -n lab1';
const patch = (field: string): string =>
  `\`kubectl patch secretstore vault-dev -n lab1 --type merge -p '${field}'\``;
const inVault = (field: string): string => patch(`{"spec":{"provider":{"vault":${field}}}}`);

export const absent: Verdict = differs('absent', {
  saw: 'there is no SecretStore in `lab1`',
  wanted: 'a SecretStore named `vault-dev`',
  next: 'Apply the manifest. If kubectl says “no matches for kind”, look at its `apiVersion`.',
  hints: [
    '`kubectl get secretstores -A` lists all there are; `kubectl explain secretstore.spec.provider.vault` explains the fields.',
    'The manifest begins with `apiVersion: external-secrets.io/v1`. Older texts say `v1beta1`, which is no longer served. “failed calling webhook” means that ESO is still starting.',
    'Take the manifest of this exercise: `kubectl apply -n lab1 -f vault-dev.yaml`',
  ],
});

export function otherNamespace(namespaces: readonly string[]): Verdict {
  return differs('other-namespace', {
    saw: `there is a SecretStore \`vault-dev\` in ${codes(namespaces)}, and none in \`lab1\``,
    wanted: 'the store in `lab1`, beside what will use it',
    next: 'Apply it again with `-n lab1`, and delete the other one.',
    hints: [
      '`kubectl get secretstores -A` shows the namespace of each store.',
      'A SecretStore serves its own namespace only. `metadata.namespace` or `-n` decides where it lands; without them it is `default`.',
      `\`kubectl delete secretstore vault-dev -n ${namespaces[0] ?? 'default'}\`, then \`kubectl apply -n lab1 -f vault-dev.yaml\``,
    ],
  });
}

export const clusterStore: Verdict = differs('cluster-store', {
  saw: '`vault-dev` is a ClusterSecretStore',
  wanted: 'a SecretStore in `lab1`',
  next: 'Change `kind` to SecretStore: one team, one namespace, one store.',
  hints: [
    '`kubectl get clustersecretstores,secretstores -A` shows both kinds.',
    'The difference is one word: `kind: SecretStore`, and a namespace.',
    '`kubectl delete clustersecretstore vault-dev`, then apply the manifest with `kind: SecretStore` and `-n lab1`',
  ],
});

export function otherName(others: readonly string[]): Verdict {
  return differs('other-name', {
    saw: `the store in \`lab1\` is named ${codes(others)}`,
    wanted: 'the name `vault-dev`',
    next: 'Apply it again as `vault-dev`: the next exercise refers to that name.',
    hints: [
      '`kubectl get secretstores -n lab1` shows the names.',
      'A name can’t be changed: a new one makes a new object.',
      `Set \`metadata.name: vault-dev\`, apply, and \`kubectl delete secretstore ${others[0] ?? ''} -n lab1\``,
    ],
  });
}

export function otherProvider(providers: readonly string[]): Verdict {
  return differs('other-provider', {
    saw: `the store takes its values from ${codes(providers.map((name) => `provider.${name}`))}`,
    wanted: '`spec.provider.vault`',
    next: 'Use the provider `vault`; OpenBao speaks the same language.',
    hints: [
      `\`${show}\` shows the provider below \`spec.provider\`.`,
      'There is one provider to a store, and for Vault and OpenBao it is called `vault`. `fake` answers with values from its own manifest.',
      `Replace the block below \`provider:\` with that of this exercise: \`${edit}\``,
    ],
  });
}

const reasons: Readonly<Record<AddressTrouble, string>> = {
  loopback: 'For a pod, this address is the pod itself. ESO is in a pod of its own; Vault isn’t in it.',
  'short-name':
    'A short name is looked up in the namespace of whoever asks, and ESO runs in `external-secrets`.',
  scheme: 'This Vault speaks plain HTTP, as a development Vault does.',
  port: 'Vault listens on port 8200.',
  'not-a-url': 'The address begins with `http://`, and has a host and a port.',
  other: 'ESO reaches Vault from inside the cluster; this isn’t its name there.',
};

export function otherServer(server: string, trouble: AddressTrouble, expected: string): Verdict {
  return differs(`server-${trouble}`, {
    saw: `\`server\` is ${code(server)}`,
    wanted: `${code(expected)}, which every pod of this cluster can reach`,
    next: reasons[trouble],
    hints: [
      'The events at the end of `kubectl describe secretstore vault-dev -n lab1` say how ESO fared with this address.',
      `The field is \`spec.provider.vault.server\`. Ask yourself from where it is used: not from your terminal. ${reasons[trouble]}`,
      inVault(`{"server":"${expected}"}`),
    ],
  });
}

export function otherPath(path: string): Verdict {
  return differs('other-path', {
    saw: path === '' ? '`path` is not set' : `\`path\` is ${code(path)}`,
    wanted: '`secret`: where the KV engine is mounted',
    next: 'Set `path` to the mount alone; the rest of the path belongs into the ExternalSecret.',
    hints: [
      '`vault secrets list` shows the mounts; `path` names one of them.',
      'The field is `spec.provider.vault.path`. It takes neither `data` nor the name of an entry.',
      inVault('{"path":"secret"}'),
    ],
  });
}

export function otherVersion(version: string): Verdict {
  return differs('other-version', {
    saw: `\`version\` is ${code(version)}`,
    wanted: '`v2`: this engine keeps versions',
    next: 'Set `version: v2`. With v1, ESO asks Vault at paths that don’t exist there.',
    hints: [
      '`vault secrets list -detailed` shows `map[version:2]` for `secret/`.',
      'The field is `spec.provider.vault.version`. It is about the KV engine, not about Vault.',
      inVault('{"version":"v2"}'),
    ],
  });
}

export function otherController(controller: string): Verdict {
  return differs('other-controller', {
    saw: `\`spec.controller\` is ${code(controller)}: the controller that runs here leaves such a store alone`,
    wanted: 'no `controller`',
    next: 'Remove `spec.controller`.',
    hints: [
      `\`${show}\` shows a store without a status: nobody looks after it.`,
      '`spec.controller` chooses one of several ESO installations. Here there is one, without a name.',
      patch('{"spec":{"controller":null}}'),
    ],
  });
}

export function otherAuth(auth: readonly string[]): Verdict {
  return differs('other-auth', {
    saw: `the store logs in by ${codes(auth, 'nothing')}`,
    wanted: '`auth.tokenSecretRef`: the token in Secret `vault-token`',
    next: 'Refer to the Secret with your token. Kubernetes auth comes in another lab; nothing is prepared for it here.',
    hints: [
      `\`${show}\` shows how the store logs in, below \`spec.provider.vault.auth\`.`,
      '`kubectl explain secretstore.spec.provider.vault.auth.tokenSecretRef` shows the two fields it takes.',
      inVault('{"auth":{"tokenSecretRef":{"name":"vault-token","key":"token"}}}'),
    ],
  });
}

export function otherTokenSecret(name: string): Verdict {
  return differs('other-token-secret', {
    saw: `\`tokenSecretRef.name\` is ${code(name)}`,
    wanted: '`vault-token`, the Secret you made',
    next: 'Let the store refer to that Secret.',
    hints: [
      '`kubectl get secrets -n lab1` shows the Secrets that a store here can refer to.',
      'The field is `spec.provider.vault.auth.tokenSecretRef.name`.',
      inVault('{"auth":{"tokenSecretRef":{"name":"vault-token"}}}'),
    ],
  });
}

export function otherTokenKey(key: string, keys: readonly string[]): Verdict {
  return differs('other-token-key', {
    saw: `\`tokenSecretRef.key\` is ${code(key)}; the Secret has ${codes(keys)}`,
    wanted: 'a key that the Secret has',
    next: 'Make the two agree; in this lab it is `token`.',
    hints: [
      '`kubectl describe secret vault-token -n lab1` shows the keys of the Secret.',
      'The field is `spec.provider.vault.auth.tokenSecretRef.key`.',
      inVault(`{"auth":{"tokenSecretRef":{"key":"${keys[0] ?? 'token'}"}}}`),
    ],
  });
}
