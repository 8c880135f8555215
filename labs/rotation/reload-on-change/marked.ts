import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { annotations, reloaderManager } from '../world/names.ts';
import { lookAtShop, shopWatches, type ShopFact } from '../world/shop-deployment.ts';

const hints: Hints = [
  "`kubectl get deployment shop -n shop -o jsonpath='{.spec.template.metadata.annotations}'` shows the marks in the pod template.",
  `The reloader writes \`${annotations.mark}\` there. \`kubectl get deployment shop -n shop -o yaml --show-managed-fields\` tells who wrote it.`,
  '`kubectl logs -n reloader deploy/reloader --tail=20` shows what it did, or why it can’t',
];

export const marked = defineCheck<ShopFact>({
  id: 'marked',
  claim: 'The reloader has written into the pod template what the pods have read',
  points: 1,
  needs: ['reloader-ready', 'asks-for-reload'],
  watches: shopWatches,
  look: lookAtShop,
  judge: ({ shop }) => {
    const { markWriters = [], templateAnnotations = {}, generation = 0 } = shop ?? {};
    if (templateAnnotations[annotations.mark] === undefined) {
      return settling('not-marked', {
        waitingFor: 'the reloader to notice the Deployment',
        untilMs: 30_000,
        episode: String(generation),
        overdue: {
          saw: 'the reloader runs, and the pod template has no mark of it',
          wanted: `\`${annotations.mark}\` in the pod template`,
          next: 'Read the reloader’s log.',
          hints,
        },
      });
    }
    const others = markWriters.filter((manager) => manager !== reloaderManager);
    if (others.length === 0 && markWriters.length > 0) return holds;
    return differs('other-hand', {
      saw: `the mark in the pod template was written by ${codes(others, 'nobody that the API server knows of')}`,
      wanted: '`reloader`, and nobody else',
      next: 'Take the mark away: the reloader writes its own.',
      hints: [
        hints[0],
        hints[1],
        `\`kubectl patch deployment shop -n shop --type merge -p '{"spec":{"template":{"metadata":{"annotations":{"${annotations.mark}":null}}}}}'\``,
      ],
    });
  },
});
