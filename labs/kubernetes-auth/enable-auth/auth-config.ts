import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { lookAtAuthMethod, vaultPollMs, type AuthMethodFact } from '../world/auth-method.ts';
import { hostTrouble, type HostTrouble } from '../world/host-trouble.ts';

const show = '`vault read auth/kubernetes/config`';
const server = `"$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')"`;
const token = '"$(kubectl create token vault-reviewer -n vault-auth --duration=24h)"';
const write = `kubectl get configmap kube-root-ca.crt -n vault-auth -o jsonpath='{.data.ca\\.crt}' | vault write auth/kubernetes/config kubernetes_host=${server} kubernetes_ca_cert=- token_reviewer_jwt=${token}`;

export const authConfig = defineCheck<AuthMethodFact>({
  id: 'auth-config',
  claim:
    'It knows the API server’s address as Vault sees it, the cluster’s authority, and a reviewer’s token',
  points: 2,
  needs: ['auth-mounted'],
  watches: [],
  pollMs: vaultPollMs,
  look: lookAtAuthMethod,
  judge: ({ config }) => {
    if (config === undefined) return notConfigured;
    const trouble = hostTrouble(config.host);
    if (trouble !== undefined) return otherHost(config.host, trouble);
    if (!config.ownCa) return otherCa(config.hasCa);
    return config.hasReviewer ? holds : noReviewer;
  },
});

const notConfigured: Verdict = differs('not-configured', {
  saw: 'the method is enabled, and nothing is configured',
  wanted: 'address, authority and reviewer token in `auth/kubernetes/config`',
  next: 'Write the configuration.',
  hints: [
    `${show} answers “No value found”.`,
    'Three fields matter to a Vault outside of the cluster: `kubernetes_host`, `kubernetes_ca_cert` and `token_reviewer_jwt`.',
    `\`${write}\``,
  ],
});

const why: Readonly<Record<HostTrouble, string>> = {
  loopback: 'for Vault, that is Vault’s own container',
  'in-cluster-name': 'only pods of the cluster can resolve that name, and this Vault isn’t one',
  scheme: 'the API server speaks TLS: `https://`',
  'not-a-url': 'that isn’t an address with `https://`',
};

function otherHost(host: string, trouble: HostTrouble): Verdict {
  return differs('other-host', {
    saw: `\`kubernetes_host\` is ${code(host)}: ${why[trouble]}`,
    wanted: 'the address by which Vault reaches the API server',
    next: 'Your workspace stands in the same network as Vault: the address in your kubeconfig is right for both.',
    hints: [
      `${show} shows \`kubernetes_host\`. Who resolves that name, and from where?`,
      '`kubectl config view --minify` shows under `clusters[].cluster.server` how the API server is reached from this network.',
      `\`${write}\``,
    ],
  });
}

function otherCa(hasCa: boolean): Verdict {
  return differs('other-ca', {
    saw: hasCa ? '`kubernetes_ca_cert` isn’t the authority of this cluster' : '`kubernetes_ca_cert` is empty',
    wanted: 'the certificate of the authority that signed the API server’s',
    next: 'Take it from the ConfigMap `kube-root-ca.crt`, which every namespace has. A wrong one may go unnoticed for as long as Vault keeps a connection open.',
    hints: [
      '`kubectl get configmap kube-root-ca.crt -n vault-auth -o yaml` shows the right one.',
      'The field is `kubernetes_ca_cert`; with `=-` the command reads it from its standard input, with `=@file` from a file.',
      `\`${write}\``,
    ],
  });
}

const noReviewer: Verdict = differs('no-reviewer', {
  saw: 'no reviewer’s token: Vault would ask with the token of whoever logs in, so every application would need the right to review tokens',
  wanted: 'a token of `vault-reviewer` in `token_reviewer_jwt`',
  next: 'Write the configuration again, with all three fields: each write replaces the whole.',
  hints: [
    `${show} says \`token_reviewer_jwt_set  false\`. The token itself is never shown.`,
    '`kubectl create token` makes a token of a service account; `--duration` says for how long.',
    `\`${write}\``,
  ],
});
