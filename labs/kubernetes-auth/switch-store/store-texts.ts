import { differs, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { VaultStore } from '../world/store.ts';

const show = '`kubectl get secretstore vault -n lab3 -o yaml`';
const patch = (vault: string): string =>
  `\`kubectl patch secretstore vault -n lab3 --type merge -p '{"spec":{"provider":{"vault":${vault}}}}'\``;
const login =
  '{"auth":{"tokenSecretRef":null,"kubernetes":{"mountPath":"kubernetes","role":"myapp","serviceAccountRef":{"name":"myapp"}}}}';

export const absent: Verdict = differs('absent', {
  saw: 'there is no SecretStore `vault` for a Vault in `lab3`',
  wanted: 'the store that was there at the start, with another login',
  next: 'Apply the manifest of this exercise.',
  hints: [
    '`kubectl get secretstores -A` lists all stores.',
    'The ExternalSecret `myapp-config` refers to the store by its name: it has to stay `vault`.',
    'Take the manifest of this exercise: `kubectl apply -f store.yaml`',
  ],
});

export function otherVault({ server, path, version }: VaultStore): Verdict {
  return differs('other-vault', {
    saw: `the store points at ${code(`${server} ${path} ${version}`)}`,
    wanted: '`http://vault.vault.svc:8200`, path `secret`, version `v2`, as before',
    next: 'Change the login only.',
    hints: [
      `${show} shows where it points.`,
      'Everything beside `auth` was right at the start.',
      patch('{"server":"http://vault.vault.svc:8200","path":"secret","version":"v2"}'),
    ],
  });
}

export function otherAuth(ways: readonly string[]): Verdict {
  return differs('other-auth', {
    saw: `the store logs in by ${codes(ways, 'nothing')}`,
    wanted: '`auth.kubernetes`',
    next: 'Replace the login below `spec.provider.vault.auth`.',
    hints: [
      `${show} shows the login below \`spec.provider.vault.auth\`.`,
      '`kubectl explain secretstore.spec.provider.vault.auth.kubernetes` shows its fields: `mountPath`, `role` and `serviceAccountRef` are the ones you need.',
      patch(login),
    ],
  });
}

export function twoWays(rest: readonly string[]): Verdict {
  return differs('two-ways', {
    saw: `beside \`kubernetes\` the store still has ${codes(rest)}, and ESO takes that first`,
    wanted: 'one way to log in',
    next: 'Take the other one out. A merge adds fields; it removes only what is set to `null`.',
    hints: [
      `${show} shows both below \`spec.provider.vault.auth\`.`,
      'ESO tries them in an order of its own, the token first: the new login would never be used.',
      patch('{"auth":{"tokenSecretRef":null}}'),
    ],
  });
}

export function tokenHeader(headers: readonly string[]): Verdict {
  return differs('token-header', {
    saw: `the store sends ${codes(headers)} with every request`,
    wanted: 'no token in the manifest',
    next: 'Remove `headers`: that is a stored token again, readable by everybody who may read the store.',
    hints: [
      `${show} shows \`headers\`.`,
      'The field is `spec.provider.vault.headers`.',
      patch('{"headers":null}'),
    ],
  });
}

export function otherMount(path: string): Verdict {
  return differs('other-mount', {
    saw: `\`mountPath\` is ${code(path)}`,
    wanted: '`kubernetes`',
    next: 'Take the path as `vault auth list` shows it, without `auth/` before it.',
    hints: [
      'ESO logs in at `auth/<mountPath>/login`.',
      'The field is `spec.provider.vault.auth.kubernetes.mountPath`.',
      patch('{"auth":{"kubernetes":{"mountPath":"kubernetes"}}}'),
    ],
  });
}

export function otherRole(role: string): Verdict {
  return differs('other-role', {
    saw: `\`role\` is ${code(role)}`,
    wanted: '`myapp`, the role of this application',
    next: 'Name the role that you made. A Vault role is neither a Kubernetes Role nor a policy.',
    hints: [
      '`vault list auth/kubernetes/role` shows the roles.',
      'The field is `spec.provider.vault.auth.kubernetes.role`.',
      patch('{"auth":{"kubernetes":{"role":"myapp"}}}'),
    ],
  });
}

export const storedToken: Verdict = differs('stored-token', {
  saw: '`auth.kubernetes.secretRef` takes a service account’s token from a Secret',
  wanted: '`serviceAccountRef`: ESO asks for a token of ten minutes whenever it needs one',
  next: 'A token in a Secret is what this lab gets rid of.',
  hints: [
    `${show} shows \`secretRef\` below \`auth.kubernetes\`.`,
    'With `serviceAccountRef` nothing is stored: ESO calls the TokenRequest API.',
    patch('{"auth":{"kubernetes":{"secretRef":null,"serviceAccountRef":{"name":"myapp"}}}}'),
  ],
});

export const noAccount: Verdict = differs('no-account', {
  saw: 'no service account is named: ESO would log in as itself',
  wanted: '`serviceAccountRef.name: myapp`',
  next: 'Name the application’s service account.',
  hints: [
    `${show} shows \`auth.kubernetes\` without \`serviceAccountRef\`.`,
    'Without it ESO sends the token of its own pod, and your role doesn’t know `external-secrets`.',
    patch('{"auth":{"kubernetes":{"serviceAccountRef":{"name":"myapp"}}}}'),
  ],
});

export function accountMissing(name: string): Verdict {
  return differs('account-missing', {
    saw: `\`serviceAccountRef\` names ${code(name)}, and \`lab3\` has no such service account`,
    wanted: '`myapp`, which you made in `lab3`',
    next: 'A SecretStore takes service accounts of its own namespace, whatever `namespace` you write.',
    hints: [
      '`kubectl get serviceaccounts -n lab3` lists those that this store can use.',
      'Only a ClusterSecretStore heeds `serviceAccountRef.namespace`.',
      patch('{"auth":{"kubernetes":{"serviceAccountRef":{"name":"myapp","namespace":null}}}}'),
    ],
  });
}

export function otherAccount(name: string): Verdict {
  return differs('other-account', {
    saw: `\`serviceAccountRef\` names ${code(name)}`,
    wanted: '`myapp`',
    next: 'Name the service account that the role is bound to.',
    hints: [
      '`vault read auth/kubernetes/role/myapp` shows whom the role lets in.',
      'The field is `spec.provider.vault.auth.kubernetes.serviceAccountRef.name`.',
      patch('{"auth":{"kubernetes":{"serviceAccountRef":{"name":"myapp"}}}}'),
    ],
  });
}
