import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { lookAtShop, shopWatches, type ShopFact } from '../world/shop-deployment.ts';

const shortestS = 2;
const hints: Hints = [
  '`kubectl explain pod.spec.containers.lifecycle.preStop` lists what can be done before a container is asked to end.',
  'The image has no shell, so `exec` finds nothing to run; `sleep` needs none. `terminationGracePeriodSeconds` (30 by default) counts from the beginning of the sleep.',
  '`lifecycle: {preStop: {sleep: {seconds: 5}}}` belongs to the container; `kubectl edit deployment shop -n shop`',
];

export const orderlyEnd = defineCheck<ShopFact>({
  id: 'orderly-end',
  claim: 'A pod that has to go still serves until nobody sends it anything any more',
  points: 2,
  needs: ['readiness'],
  watches: shopWatches,
  look: lookAtShop,
  judge: ({ shop }) => {
    const { preStopS = 0, graceS = 0 } = shop ?? {};
    if (preStopS < shortestS) {
      return differs(preStopS === 0 ? 'no-pause' : 'short-pause', {
        saw:
          preStopS === 0
            ? 'a pod that has to go is asked to end at once'
            : `a pod that has to go serves for ${String(preStopS)} second more`,
        wanted: 'a `preStop` that sleeps for some seconds first',
        next: 'Kubernetes takes the pod off the Service and asks it to end at the same moment. Every node has to hear of it, and until then customers still come.',
        hints,
      });
    }
    if (graceS >= preStopS + 2) return holds;
    return differs('no-grace', {
      saw: `\`preStop\` sleeps for ${String(preStopS)} seconds, and after ${String(graceS)} the pod is killed`,
      wanted: 'time to finish after the sleep',
      next: 'Let the grace period outlast the sleep, so that requests under way can end.',
      hints,
    });
  },
});
