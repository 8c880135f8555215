import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { lookAtReloader, type ReloaderFact } from '../world/reloader.ts';

const hints: Hints = [
  '`kubectl get deployments -A` shows all there are, `kubectl get deployment reloader -n reloader -o yaml` this one.',
  'It is the program `/reloader` of the image `kindlab/shop:1`. `KUBERNETES_NAMESPACE`, where set, is the only namespace that it looks at.',
  'Apply the manifest of this exercise again.',
];

export const reloaderThere = defineCheck<ReloaderFact>({
  id: 'reloader-there',
  claim: 'There is a reloader in the namespace `reloader`, and it looks at `shop`',
  points: 1,
  needs: ['orderly-end'],
  watches: [{ apiVersion: 'apps/v1', plural: 'deployments' }],
  look: lookAtReloader,
  judge: ({ reloader, others, elsewhere }) => {
    if (reloader === undefined) {
      const where = elsewhere.length > 0 ? `one runs in ${codes(elsewhere)}, and ` : '';
      return differs(
        elsewhere.length > 0 ? 'other-namespace' : others.length > 0 ? 'other-program' : 'absent',
        {
          saw: `${where}${others.length > 0 ? `${codes(others)} in \`reloader\` isn’t one` : 'there is no reloader in `reloader`'}`,
          wanted: 'a Deployment in `reloader` that runs `/reloader` of `kindlab/shop:1`',
          next: 'Apply the manifest of this exercise.',
          hints,
        },
      );
    }
    if (reloader.only !== '' && reloader.only !== 'shop') {
      return differs('looks-elsewhere', {
        saw: `it looks at the namespace ${code(reloader.only)} alone`,
        wanted: '`shop`',
        next: 'A reloader sees nothing outside the namespaces it looks at.',
        hints: [
          '`kubectl get deployment reloader -n reloader -o yaml` shows its environment.',
          'The variable is `KUBERNETES_NAMESPACE`.',
          '`kubectl set env deployment/reloader -n reloader KUBERNETES_NAMESPACE=shop`',
        ],
      });
    }
    return holds;
  },
});
