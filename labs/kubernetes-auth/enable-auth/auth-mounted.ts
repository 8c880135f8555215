import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { lookAtAuthMethod, vaultPollMs, type AuthMethodFact } from '../world/auth-method.ts';

export const authMounted = defineCheck<AuthMethodFact>({
  id: 'auth-mounted',
  claim: 'Vault has the auth method `kubernetes/`',
  points: 1,
  watches: [],
  pollMs: vaultPollMs,
  look: lookAtAuthMethod,
  judge: ({ mounted, elsewhere }) => {
    if (mounted) return holds;
    return elsewhere.length > 0 ? otherPath(elsewhere) : absent;
  },
});

const absent: Verdict = differs('absent', {
  saw: 'no auth method of the kind `kubernetes`',
  wanted: 'one at the path `kubernetes/`',
  next: 'Enable it.',
  hints: [
    '`vault auth list` shows which ways to log in there are; at first it is `token/` alone.',
    'Auth methods are enabled like engines, at a path that is the kind’s own name unless you say otherwise.',
    '`vault auth enable kubernetes`',
  ],
});

function otherPath(paths: readonly string[]): Verdict {
  return differs('other-path', {
    saw: `the method is enabled at ${codes(paths)}, and not at \`kubernetes/\``,
    wanted: 'the path `kubernetes/`, which the stores of this lab use',
    next: 'Enable it at `kubernetes/`; the other one can go.',
    hints: [
      '`vault auth list` has a column Path.',
      'The path is part of every address of the method: `auth/<path>/config`, `auth/<path>/login`. In a store it is `mountPath`.',
      `\`vault auth disable ${paths[0] ?? ''}\` and then \`vault auth enable kubernetes\``,
    ],
  });
}
