import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { pollMs } from '../world/names.ts';
import { lookAtTransit, type TransitFact } from '../world/seal-token.ts';

export const transitKey = defineCheck<TransitFact>({
  id: 'transit-key',
  claim: 'Vault A has the transit key `autounseal`, which never leaves it',
  points: 2,
  watches: [],
  pollMs,
  look: lookAtTransit,
  judge: ({ mounted, key, otherKeys }) => {
    if (!mounted) return noEngine;
    if (key === undefined) return noKey(otherKeys);
    return key.exportable || key.deletable ? loose(key.exportable) : holds;
  },
});

const noEngine: Verdict = differs('no-engine', {
  saw: 'Vault A has no engine `transit/`',
  wanted: 'the transit engine at `transit/`',
  next: 'Enable it on A, the Vault of your terminal.',
  hints: [
    '`vault secrets list` shows the engines of A.',
    'The transit engine keeps keys and uses them for others: it hands out results, never the key.',
    '`vault secrets enable transit`',
  ],
});

function noKey(others: readonly string[]): Verdict {
  return differs('no-key', {
    saw:
      others.length > 0 ? `the engine has ${codes(others)}, and no \`autounseal\`` : 'the engine has no key',
    wanted: 'a key named `autounseal`',
    next: 'Make it. B’s configuration and the policy name it, so the three have to agree.',
    hints: [
      '`vault list transit/keys` shows the keys there are.',
      'A key is made by a write without data: `-f`.',
      '`vault write -f transit/keys/autounseal`',
    ],
  });
}

function loose(exportable: boolean): Verdict {
  return differs('loose', {
    saw: exportable
      ? 'the key is exportable: whoever may export it can unseal copies of B for ever'
      : 'the key may be deleted, and B with it',
    wanted: 'a key that can neither be exported nor deleted; that is the default',
    next: exportable ? 'Make it anew: `exportable` can’t be taken back.' : 'Forbid it again.',
    hints: [
      '`vault read transit/keys/autounseal` shows `exportable` and `deletion_allowed`.',
      'Without this key, what B has stored can’t be read by anybody any more. With a copy of it, it can be read without A.',
      exportable
        ? '`vault write transit/keys/autounseal/config deletion_allowed=true`, `vault delete transit/keys/autounseal`, `vault write -f transit/keys/autounseal`. Only while B holds nothing that you need!'
        : '`vault write transit/keys/autounseal/config deletion_allowed=false`',
    ],
  });
}
