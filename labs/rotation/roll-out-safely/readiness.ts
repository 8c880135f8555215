import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { lookAtShop, shopWatches, type ShopFact } from '../world/shop-deployment.ts';

const wanted = 'a `readinessProbe` that asks `/ready` by HTTP';
const hints: Hints = [
  '`kubectl describe deployment shop -n shop` shows a line `Readiness:` where there is a probe.',
  'The container answers three paths at port 8080: `/alive` (the process runs), `/ready` (the database answers) and `/order` (the newest order).',
  '`readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 1, timeoutSeconds: 3}` belongs to the container; `kubectl edit deployment shop -n shop`',
];

export const readiness = defineCheck<ShopFact>({
  id: 'readiness',
  claim: 'A pod counts as ready when it can do what a request needs: ask the database',
  points: 2,
  needs: ['strategy'],
  watches: shopWatches,
  look: lookAtShop,
  judge: ({ shop }) => {
    const probe = shop?.readiness;
    if (probe === undefined) {
      return differs('no-probe', {
        saw: 'the container has no `readinessProbe`',
        wanted,
        next: 'Without one, a pod counts as ready as soon as its process runs, three seconds before the shop can answer.',
        hints,
      });
    }
    if (probe.path === undefined) {
      return differs('not-http', {
        saw: 'the `readinessProbe` doesn’t speak HTTP',
        wanted,
        next: 'A port that is open says nothing about the database.',
        hints,
      });
    }
    if (probe.path === '/ready' || probe.path === '/order') return holds;
    return differs('other-path', {
      saw: `the \`readinessProbe\` asks ${code(probe.path)}`,
      wanted,
      next: 'Ask what a request needs: `/alive` answers also when the login is dead.',
      hints,
    });
  },
});
