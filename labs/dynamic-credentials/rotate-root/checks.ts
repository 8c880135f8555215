import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { PostgresAnswer } from '#checkers/probes/probes.ts';
import { askShop } from '#labs/shared/shop-database.ts';
import { names } from '../world/names.ts';
import { resetConnection, type ResetFact } from '../world/reset-connection.ts';

const hints: Hints = [
  'Vault can change the password of the user that it logs in as. From then on nobody else knows it.',
  'It is an operation of the engine: `rotate-root`, followed by the name of the connection.',
  '`vault write -f database/rotate-root/shop`',
];

interface FirstPasswordFact {
  readonly kind: PostgresAnswer['kind'];
}

const firstPasswordDead = defineCheck<FirstPasswordFact>({
  id: 'first-password-dead',
  claim: 'The first password of `vault_admin` no longer works',
  points: 2,
  needs: ['database-answers', 'connection'],
  watches: [],
  pollMs: 5000,
  look: async (probes, signal) => {
    const login = { username: names.adminUser, password: probes.attempt.values['admin_password'] ?? '' };
    return { kind: (await askShop(probes, login, { text: 'SELECT 1' }, signal)).kind };
  },
  judge: ({ kind }) => {
    if (kind === 'refused') return holds;
    return differs('still-works', {
      saw: 'whoever knows the first password of `vault_admin` gets in: it stands on this page and in your shell’s history',
      wanted: 'a password that only Vault knows',
      next: 'Let Vault change it.',
      hints,
    });
  },
});

const vaultKnowsIt = defineCheck<ResetFact>({
  id: 'vault-knows-it',
  claim: 'Vault itself still gets in',
  points: 1,
  needs: ['first-password-dead'],
  challenge: true,
  doing: 'Vault to close its connections and log in anew',
  deadlineMs: 20_000,
  watches: [],
  look: resetConnection,
  judge: ({ refused }) => {
    if (refused === undefined) return holds;
    return differs('locked-out', {
      saw: `Vault can’t log in any more: ${code(refused)}`,
      wanted: 'a password that Vault has changed itself',
      next: 'Somebody else changed it. Give `vault_admin` a new one, tell Vault, and let Vault rotate it.',
      hints: [
        'The password was changed in PostgreSQL, and Vault wasn’t told.',
        'Set one by hand: `kubectl exec -n database deploy/postgres -- psql -U postgres -d shop -c "ALTER ROLE vault_admin PASSWORD \'…\'"`',
        '`vault write database/config/shop password=…` with that one, then `vault write -f database/rotate-root/shop`',
      ],
    });
  },
});

export const checks: readonly Check[] = [firstPasswordDead, vaultKnowsIt];
