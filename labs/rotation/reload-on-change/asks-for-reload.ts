import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { annotations, names } from '../world/names.ts';
import { lookAtShop, shopWatches, type ShopFact } from '../world/shop-deployment.ts';

const wanted = `\`${annotations.secrets}: ${names.secret}\`, or \`${annotations.auto}: "true"\`, on the Deployment`;
const command = `\`kubectl annotate deployment shop -n shop ${annotations.secrets}=${names.secret} --overwrite\``;
const hints: Hints = [
  "`kubectl get deployment shop -n shop -o jsonpath='{.metadata.annotations}'` shows what the Deployment asks for.",
  'Its own `metadata.annotations` count, not those of `spec.template`, which belong to the pods.',
  command,
];

export const asksForReload = defineCheck<ShopFact>({
  id: 'asks-for-reload',
  claim: 'Deployment `shop` asks for a rollout when the Secret `shop-db` changes',
  points: 1,
  needs: ['orderly-end'],
  watches: shopWatches,
  look: lookAtShop,
  judge: ({ shop }) => {
    const here = shop?.annotations ?? {};
    const named = here[annotations.secrets];
    const auto = here[annotations.auto];
    if (named?.split(',').some((name) => name.trim() === names.secret) || auto === 'true') return holds;
    if (named !== undefined) {
      return differs('other-secret', {
        saw: `it asks for a rollout when ${code(named)} changes`,
        wanted,
        next: 'Name the Secret that the pods read.',
        hints,
      });
    }
    if (auto !== undefined) {
      return differs('not-true', {
        saw: `\`${annotations.auto}\` is ${code(auto)}`,
        wanted,
        next: 'Annotations are texts, and this one counts only as `"true"`.',
        hints,
      });
    }
    const onTemplate = shop?.templateAnnotations ?? {};
    return differs(
      onTemplate[annotations.secrets] === undefined && onTemplate[annotations.auto] === undefined
        ? 'no-annotation'
        : 'on-template',
      {
        saw:
          onTemplate[annotations.secrets] === undefined && onTemplate[annotations.auto] === undefined
            ? 'the Deployment asks for nothing'
            : 'the annotation stands in the pod template, where it means nothing',
        wanted,
        next: 'Put it on the Deployment’s own metadata.',
        hints,
      },
    );
  },
});
