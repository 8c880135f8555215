import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { addressTrouble } from '#labs/static-sync/world/server-address.ts';
import { lookAtGenerator, type GeneratorFact } from '../world/generator.ts';
import { generatorApi, names } from '../world/names.ts';

const path = `${names.mount}/creds/${names.role}`;

function hints(which: string, patch: string): Hints {
  return [
    '`kubectl get vaultdynamicsecret shop-db -n shop -o yaml` shows the generator.',
    which,
    `\`kubectl patch vaultdynamicsecret shop-db -n shop --type merge -p '{"spec":${patch}}'\``,
  ];
}

export const generatorSpec = defineCheck<GeneratorFact>({
  id: 'generator',
  claim: 'VaultDynamicSecret `shop-db` in `shop` asks for logins of `app`, as `shop-app`',
  points: 2,
  needs: ['login-role'],
  watches: [{ apiVersion: generatorApi, plural: 'vaultdynamicsecrets' }],
  look: lookAtGenerator,
  judge: ({ generator, namespaces, others, addressInCluster }) => {
    if (generator === undefined) return absent(namespaces, others);
    return judgeRequest(generator, addressInCluster) ?? judgeLogin(generator) ?? holds;
  },
});

function absent(namespaces: readonly string[], others: readonly string[]): Verdict {
  const elsewhere =
    namespaces.length > 0
      ? `there is a VaultDynamicSecret \`shop-db\` in ${codes(namespaces)}, and none in \`shop\``
      : undefined;
  const named =
    others.length > 0 ? `the VaultDynamicSecret in \`shop\` is named ${codes(others)}` : undefined;
  return differs(
    elsewhere === undefined ? (named === undefined ? 'absent' : 'other-name') : 'other-namespace',
    {
      saw: elsewhere ?? named ?? 'there is no VaultDynamicSecret in `shop`',
      wanted: 'a VaultDynamicSecret `shop-db` in `shop`',
      next: 'Apply the manifest of this exercise. It is a generator: it describes how to ask, and does nothing until an ExternalSecret refers to it.',
      hints: [
        '`kubectl get vaultdynamicsecrets -A` lists all there are; `kubectl explain vaultdynamicsecret.spec` explains the fields.',
        'The manifest begins with `apiVersion: generators.external-secrets.io/v1alpha1`: generators are another group than stores.',
        'Take the manifest of this exercise, with `namespace: shop`.',
      ],
    },
  );
}

type Generator = NonNullable<GeneratorFact['generator']>;

function judgeRequest(
  { path: asked, method, resultType, server }: Generator,
  address: string,
): Verdict | undefined {
  if (asked.replaceAll(/^\/+|\/+$/g, '') !== path) {
    return differs('other-path', {
      saw: `\`path\` is ${code(asked)}`,
      wanted: `${code(path)}: engine, \`creds\`, and the role in it`,
      next: 'Name the path that makes logins.',
      hints: hints(
        'The field is `spec.path`, as you would write it after `vault read`. Nothing is put before it.',
        `{"path":"${path}"}`,
      ),
    });
  }
  if (method !== 'GET' && method !== '') {
    return differs('other-method', {
      saw: `\`method\` is ${code(method)}`,
      wanted: '`GET`: asking for a login is a read',
      next: 'Ask with GET.',
      hints: hints('The field is `spec.method`.', '{"method":"GET"}'),
    });
  }
  if (resultType !== 'Data') {
    return differs('other-result', {
      saw: `\`resultType\` is ${code(resultType)}`,
      wanted: '`Data`: the user and the password',
      next: 'Take the data of the answer.',
      hints: hints(
        'The field is `spec.resultType`. `Auth` is for tokens, `Raw` is everything.',
        '{"resultType":"Data"}',
      ),
    });
  }
  if (addressTrouble(server, address) === undefined) return undefined;
  return differs('other-server', {
    saw: `\`server\` is ${code(server)}`,
    wanted: `${code(address)}, which every pod of this cluster can reach`,
    next: 'ESO asks from inside the cluster.',
    hints: hints('The field is `spec.provider.server`.', `{"provider":{"server":"${address}"}}`),
  });
}

function judgeLogin({ byToken, kubernetes }: Generator): Verdict | undefined {
  const right =
    '{"provider":{"auth":{"tokenSecretRef":null,"kubernetes":{"mountPath":"kubernetes","role":"shop-app","serviceAccountRef":{"name":"shop-app"}}}}}';
  if (byToken || kubernetes === undefined) {
    return differs('other-auth', {
      saw: byToken ? 'the generator logs in with a stored token' : 'the generator doesn’t say how to log in',
      wanted: '`auth.kubernetes`: as the service account `shop-app`',
      next: 'Let it log in by its service account: nothing is stored, and the audit log names who asked.',
      hints: hints(
        'The field is `spec.provider.auth`. The name of a database user tells who asked for it: `v-token-…` came by a stored token.',
        right,
      ),
    });
  }
  if (
    kubernetes.role === names.authRole &&
    kubernetes.account === names.serviceAccount &&
    kubernetes.mountPath === 'kubernetes'
  )
    return undefined;
  return differs('other-login', {
    saw: `it logs in at ${code(kubernetes.mountPath)} by the role ${code(kubernetes.role)} as ${code(kubernetes.account === '' ? 'whoever ESO is' : kubernetes.account)}`,
    wanted: 'the role `shop-app`, as the service account `shop-app`',
    next: 'Take the role of the login, not the role of the database: two things, two names.',
    hints: hints(
      'The fields are below `spec.provider.auth.kubernetes`: `mountPath`, `role`, `serviceAccountRef.name`.',
      right,
    ),
  });
}
