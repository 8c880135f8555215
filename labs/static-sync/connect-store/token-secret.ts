import { defineCheck } from '#checkers/define-check.ts';
import { readSecretValue, summariseSecret } from '#checkers/objects/secret.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { names } from '../world/names.ts';
import { capabilities, parseAnswer } from '../world/vault-answers.ts';

type TokenFact =
  | {
      readonly state: 'absent';
      /** Other namespaces with a Secret of this name. */ readonly namespaces: readonly string[];
    }
  | { readonly state: 'other-keys'; readonly keys: readonly string[] }
  | {
      readonly state: 'present';
      readonly padded: boolean;
      /** Vault knows the token. */
      readonly accepted: boolean;
      /** What the token may do with the entry. */
      readonly may: readonly string[];
    };

const secrets = { apiVersion: 'v1', plural: 'secrets' };
const entryPath = `${names.mount}/data/${names.entry}`;
const create = 'kubectl create secret generic vault-token -n lab1 --from-literal=token="$VAULT_TOKEN"';
const replace = `kubectl delete secret vault-token -n lab1 && ${create}`;

export const tokenSecret = defineCheck<TokenFact>({
  id: 'token-secret',
  claim: 'Secret `vault-token` in `lab1` holds a token that Vault accepts',
  points: 2,
  needs: ['vault-ready'],
  watches: [{ ...secrets, namespace: names.namespace }],
  pollMs: 5000,
  look: lookAtToken,
  judge: (fact) => {
    if (fact.state === 'absent') return fact.namespaces.length > 0 ? otherNamespace(fact.namespaces) : absent;
    if (fact.state === 'other-keys') return otherKeys(fact.keys);
    if (fact.padded) return padded;
    if (!fact.accepted) return refused;
    return fact.may.some((right) => right === 'read' || right === 'root') ? holds : cannotRead(fact.may);
  },
});

async function lookAtToken(probes: Probes, signal: AbortSignal): Promise<TokenFact> {
  const { kubernetes, vault } = probes;
  const here = { ...secrets, namespace: names.namespace, name: names.tokenSecret };
  const object = await kubernetes.get(here, signal);
  if (object === undefined) return { state: 'absent', namespaces: await otherNamespaces(probes, signal) };
  const { keys } = summariseSecret(object);
  const key = keys.includes(names.tokenKey) ? names.tokenKey : keys.length === 1 ? keys[0] : undefined;
  const value = key === undefined ? undefined : readSecretValue(object, key);
  if (value === undefined || value.trim() === '') return { state: 'other-keys', keys };
  const token = value.trim();
  const padded = token !== value;
  const accepted = (await vault.lookupToken(token, signal)).status === 200;
  if (!accepted) return { state: 'present', padded, accepted, may: [] };
  const answer = await vault.capabilities(token, [entryPath], signal);
  const rights = parseAnswer('the token’s rights', capabilities, answer).data[entryPath];
  return { state: 'present', padded, accepted, may: Array.isArray(rights) ? rights.map(String) : [] };
}

async function otherNamespaces({ kubernetes }: Probes, signal: AbortSignal): Promise<readonly string[]> {
  const likely = ['default', names.operatorNamespace, 'vault'];
  const found = await Promise.all(
    likely.map((namespace) => kubernetes.get({ ...secrets, namespace, name: names.tokenSecret }, signal)),
  );
  return likely.filter((_, index) => found[index] !== undefined);
}

const absent: Verdict = differs('absent', {
  saw: 'there is no Secret `vault-token` in `lab1`',
  wanted: 'a Secret with a Vault token under the key `token`',
  next: 'Make it from the token your terminal uses: `$VAULT_TOKEN`.',
  hints: [
    '`kubectl get secrets -n lab1` lists the Secrets of this namespace.',
    'ESO logs in to Vault with a token that it reads from a Secret. The token is in your terminal’s `VAULT_TOKEN`.',
    `\`${create}\``,
  ],
});

function otherNamespace(namespaces: readonly string[]): Verdict {
  return differs('other-namespace', {
    saw: `there is a Secret \`vault-token\` in ${codes(namespaces)}, and none in \`lab1\``,
    wanted: 'the Secret in the namespace of the store that refers to it',
    next: 'Make it again in `lab1`.',
    hints: [
      '`kubectl get secrets -A | grep vault-token` shows where it is.',
      'A SecretStore reads Secrets of its own namespace only.',
      `\`${create}\``,
    ],
  });
}

function otherKeys(keys: readonly string[]): Verdict {
  return differs('other-keys', {
    saw: keys.includes(names.tokenKey)
      ? 'the key `token` is there, and empty'
      : `the Secret has ${codes(keys, 'no keys')}`,
    wanted: 'the token under the key `token`',
    next: 'Make the Secret again. If `$VAULT_TOKEN` is empty, open a new terminal tab.',
    hints: [
      '`kubectl describe secret vault-token -n lab1` shows its keys and how many bytes each holds.',
      'The part before `=` in `--from-literal` becomes the key.',
      `\`${replace}\``,
    ],
  });
}

const padded: Verdict = differs('padded', {
  saw: 'the token has white space around it, most likely a newline at its end',
  wanted: 'the token and nothing else',
  next: 'Make the Secret again, without the newline.',
  hints: [
    "Make the end visible: `kubectl get secret vault-token -n lab1 -o jsonpath='{.data.token}' | base64 -d | od -c | tail -2`",
    '`echo` writes a newline; so does an editor. `--from-literal` and `printf %s` don’t.',
    `\`${replace}\``,
  ],
});

const refused: Verdict = differs('refused', {
  saw: 'Vault doesn’t know the token in this Secret',
  wanted: 'a token that Vault accepts',
  next: 'Make the Secret again from `$VAULT_TOKEN`; mind double quotes, so that the shell puts the value in.',
  hints: [
    "`kubectl get secret vault-token -n lab1 -o jsonpath='{.data.token}' | base64 -d` shows what is in it.",
    'Compare it with `echo "$VAULT_TOKEN"`. In single quotes a shell leaves `$VAULT_TOKEN` as these twelve characters.',
    `\`${replace}\``,
  ],
});

function cannotRead(may: readonly string[]): Verdict {
  return differs('cannot-read', {
    saw: `Vault knows the token, but it may not read ${code(entryPath)}: all it has there is ${codes(may, 'nothing')}`,
    wanted: '`read` on that path',
    next: 'Give the token a policy that reads the entry, or take another token.',
    hints: [
      'Ask Vault what a token may do: `vault token capabilities <token> secret/data/myapp/config`',
      'In a policy for KV version 2 the path has `data/` in it: `path "secret/data/myapp/*" { capabilities = ["read"] }`',
      `The token of your terminal may read it: \`${replace}\``,
    ],
  });
}
