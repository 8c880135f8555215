import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { resetConnection, type ResetFact } from '../world/reset-connection.ts';

export const connectionWorks = defineCheck<ResetFact>({
  id: 'connection-works',
  claim: 'Vault really gets in with it',
  points: 2,
  needs: ['database-answers', 'connection'],
  challenge: true,
  doing: 'Vault to close its connections and log in anew',
  deadlineMs: 20_000,
  watches: [],
  look: resetConnection,
  judge: ({ refused }) => {
    if (refused === undefined) return holds;
    return differs('refused', {
      saw: `Vault can’t log in: ${code(refused)}`,
      wanted: 'a login that works',
      next: 'Write the connection again, with the password that you were given, and let Vault verify it.',
      hints: [
        '`vault write -f database/reset/shop` makes Vault log in anew, and says what is wrong.',
        '`verify_connection=false` keeps Vault from trying when you write. 28P01 is a wrong password.',
        'Write the connection again with `password=` and without `verify_connection`',
      ],
    });
  },
});
