import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { names, pollMs } from '../world/names.ts';
import {
  lookAtTransit,
  surplusOf,
  usedPaths,
  type SealTokenFact,
  type TransitFact,
} from '../world/seal-token.ts';

const make =
  'kubectl create secret generic vault-b-seal -n lab2 --from-literal=token="$(vault token create -orphan -period=24h -policy=autounseal -no-default-policy -field=token)"';
const again = `\`kubectl delete secret vault-b-seal -n lab2\` and then \`${make}\``;
const write =
  '`printf \'path "transit/encrypt/autounseal" { capabilities = ["update"] }\\npath "transit/decrypt/autounseal" { capabilities = ["update"] }\\n\' | vault policy write autounseal -`';

export const sealToken = defineCheck<TransitFact>({
  id: 'seal-token',
  claim:
    'The token in Secret `vault-b-seal` may encrypt and decrypt with this key, do nothing else, and live for ever',
  points: 3,
  needs: ['transit-key'],
  watches: [{ apiVersion: 'v1', plural: 'secrets', namespace: names.namespace }],
  pollMs,
  look: lookAtTransit,
  judge: ({ token }) => (token.state === 'accepted' ? judgeToken(token) : texts[token.state]),
});

type Accepted = Extract<SealTokenFact, { state: 'accepted' }>;

function judgeToken({ orphan, periodSeconds, policies, may }: Accepted): Verdict {
  if (policies.includes('root')) return rootToken;
  const missing = usedPaths.filter((path) => !(may[path] ?? []).includes('update'));
  if (missing.length > 0) return cannot(missing);
  const [surplus] = surplusOf(may);
  if (surplus !== undefined) return mayMore(surplus[0], surplus[1]);
  if (!orphan) return notOrphan;
  return periodSeconds > 0 ? holds : ends;
}

const texts: Readonly<Record<Exclude<SealTokenFact['state'], 'accepted'>, Verdict>> = {
  'no-secret': differs('no-secret', {
    saw: 'there is no Secret `vault-b-seal` in `lab2`',
    wanted: 'a Secret with B’s token for A under the key `token`',
    next: 'Make the token on A, and put it into the Secret.',
    hints: [
      '`kubectl get secrets -n lab2` lists the Secrets. The StatefulSet of B reads this one into its environment.',
      'A token gets its rights from a policy: write that first.',
      `${write}, then \`${make}\``,
    ],
  }),
  'no-token': differs('no-token', {
    saw: 'the Secret has no value under the key `token`',
    wanted: 'the token under `token`',
    next: 'Make the Secret again.',
    hints: [
      '`kubectl describe secret vault-b-seal -n lab2` shows its keys.',
      'The part before `=` in `--from-literal` becomes the key.',
      again,
    ],
  }),
  refused: differs('refused', {
    saw: 'Vault A doesn’t know this token',
    wanted: 'a token of A',
    next: 'Make a new one on A. A token that has ended, or one of B, doesn’t do.',
    hints: [
      'Ask A about it: `vault token lookup "$(kubectl get secret vault-b-seal -n lab2 -o jsonpath=\'{.data.token}\' | base64 -d)"`',
      'Is `VAULT_ADDR` in this terminal still that of A, `http://vault:8200`?',
      again,
    ],
  }),
};

const rootToken: Verdict = differs('root-token', {
  saw: 'it is a root token of A',
  wanted: 'a token with the policy `autounseal` alone',
  next: 'Whoever gets into B’s pod would own A. Make a token that may use one key.',
  hints: [
    '`vault token lookup` shows `policies`.',
    'B needs two paths: `transit/encrypt/autounseal` and `transit/decrypt/autounseal`, both with `update`.',
    `${write}, then ${again}`,
  ],
});

function cannot(paths: readonly string[]): Verdict {
  return differs('cannot', {
    saw: `it has no \`update\` at ${codes(paths)}`,
    wanted: '`update` on both paths',
    next: 'Correct the policy. A changed policy holds for tokens that exist already.',
    hints: [
      '`vault policy read autounseal` shows the paths. Do they name the key as it is called?',
      'Encrypting and decrypting are writes: the capability is `update`, not `read`.',
      write,
    ],
  });
}

function mayMore(path: string, rights: readonly string[]): Verdict {
  return differs('may-more', {
    saw: `at ${code(path)} it has ${codes(rights)}`,
    wanted: '`update` on encrypt and decrypt of this key, and nothing else',
    next: 'Narrow the policy.',
    hints: [
      '`vault policy read autounseal` shows what lets it do that.',
      'With `transit/*` the token could export, rotate and delete every key of A.',
      write,
    ],
  });
}

const notOrphan: Verdict = differs('not-orphan', {
  saw: 'it is the child of another token, and ends with it',
  wanted: 'an orphan: `-orphan`',
  next: 'Make it again with `-orphan`. Otherwise B stays sealed on the day somebody revokes the parent.',
  hints: [
    '`vault token lookup` shows `orphan  false`.',
    'Revoking a token revokes everything that was made with it.',
    again,
  ],
});

const ends: Verdict = differs('ends', {
  saw: 'it has no period: in 32 days at the latest it ends, and the next restart leaves B sealed',
  wanted: 'a periodic token: `-period=24h`',
  next: 'Make it again with a period. B renews it by itself, as often as it needs.',
  hints: [
    '`vault token lookup` shows no `period`, and in `expire_time` the day on which it ends.',
    'An ordinary token can be renewed up to its maximum life, 768 hours by default. A periodic one has none.',
    again,
  ],
});
