import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { names } from '../world/names.ts';
import { lookAtPush, pushApi, type PushFact } from '../world/push.ts';

const wanted =
  'PushSecret `db-admin`: from a Password generator to `shop/db-admin`, `updatePolicy: IfNotExists`';
const hints: Hints = [
  '`kubectl get pushsecrets,passwords -n shop` shows what there is; `kubectl explain pushsecret.spec` the fields.',
  '`spec.selector` says what is pushed, `spec.data[].match.remoteRef` where to, `spec.updatePolicy` what happens when something is there already.',
  '`kubectl edit pushsecret db-admin -n shop`',
];

export const pushRequest = defineCheck<PushFact>({
  id: 'push-request',
  claim: 'PushSecret `db-admin` pushes a generated password, and only where there is none',
  points: 2,
  needs: ['store-valid'],
  watches: [{ apiVersion: pushApi, plural: 'pushsecrets', namespace: names.namespace }],
  look: lookAtPush,
  judge: ({ push }) => {
    if (push === undefined) {
      const next = 'Apply a Password and a PushSecret.';
      return differs('absent', { saw: 'there is no PushSecret `db-admin` in `shop`', wanted, next, hints });
    }
    if (!push.source.startsWith('Password/')) {
      const next = 'Let a Password generator be the source: then no copy lies in the cluster either.';
      return differs('other-source', { saw: `it pushes ${code(push.source)}`, wanted, next, hints });
    }
    if (push.remoteKeys.join() !== names.entry) {
      const next = 'The key is relative to the store, whose `path` is `secret`.';
      return differs('other-key', {
        saw: `it pushes to ${codes(push.remoteKeys, 'nowhere')}`,
        wanted,
        next,
        hints,
      });
    }
    if (push.updatePolicy === 'IfNotExists') return holds;
    return differs('replaces', {
      saw: `\`updatePolicy\` is ${code(push.updatePolicy)}: every refresh generates a new password and writes it over the one in use`,
      wanted: '`IfNotExists`',
      next: 'Set `updatePolicy`.',
      hints,
    });
  },
});
