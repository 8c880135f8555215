import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { names } from '../world/names.ts';
import { lookAtRole, type RoleFact } from '../world/role.ts';

export const accountExists = defineCheck<RoleFact>({
  id: 'account-exists',
  claim: 'The application has a service account of its own: `myapp` in `lab3`',
  points: 1,
  watches: [{ apiVersion: 'v1', plural: 'serviceaccounts', namespace: names.namespace }],
  look: lookAtRole,
  judge: ({ accountExists: exists, otherAccounts }) => {
    if (exists) return holds;
    return differs('absent', {
      saw:
        otherAccounts.length > 0
          ? `\`lab3\` has the service accounts ${codes(otherAccounts)}, and no \`myapp\``
          : '`lab3` has only the service account `default`, which every pod gets that names no other',
      wanted: 'a service account `myapp`',
      next: 'Make it in `lab3`. That `neighbour` has one of the same name doesn’t help: they are two identities.',
      hints: [
        '`kubectl get serviceaccounts -A | grep myapp` shows where there is one.',
        'A service account belongs to a namespace; its full name is `system:serviceaccount:lab3:myapp`.',
        '`kubectl create serviceaccount myapp -n lab3`',
      ],
    });
  },
});
