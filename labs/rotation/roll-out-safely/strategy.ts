import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { isShopImage, shopImage } from '../world/names.ts';
import { lookAtShop, shopWatches, type ShopFact } from '../world/shop-deployment.ts';

function hints(which: string, patch: string): Hints {
  return [
    '`kubectl get deployment shop -n shop -o yaml` shows the Deployment.',
    which,
    `\`kubectl patch deployment shop -n shop --type merge -p '{"spec":${patch}}'\``,
  ];
}

const rolling = '{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1,"maxUnavailable":0}}}';

export const strategy = defineCheck<ShopFact>({
  id: 'strategy',
  claim: 'Deployment `shop` has two pods or more, and never fewer during a rollout',
  points: 2,
  needs: ['pair-works'],
  watches: shopWatches,
  look: lookAtShop,
  judge: ({ shop }) => {
    if (shop === undefined) {
      return differs('absent', {
        saw: 'there is no Deployment `shop` in `shop`',
        wanted: 'the shop',
        next: 'Apply the manifest of this exercise.',
        hints: [
          '`kubectl get deployments -n shop` lists what there is.',
          'It was there when the lab began.',
          'Apply the manifest of this exercise, or press Reset.',
        ],
      });
    }
    if (!isShopImage(shop.image) || (shop.command.length > 0 && shop.command[0] !== '/shop')) {
      return differs('other-program', {
        saw: isShopImage(shop.image)
          ? `its command is ${code(shop.command.join(' '))}`
          : `its image is ${code(shop.image)}`,
        wanted: `${code(shopImage)} with the program that the image runs by itself`,
        next: 'The application stays what it is. What may change is how it is run.',
        hints: hints(
          'The fields are `image` and `command` of the container.',
          `{"template":{"spec":{"containers":[{"name":"shop","image":"${shopImage}"}]}}}`,
        ),
      });
    }
    if (shop.replicas < 2 || shop.replicas > 5) {
      return differs('replicas', {
        saw: `\`replicas\` is ${String(shop.replicas)}`,
        wanted: 'two, or a few more',
        next: 'One pod alone has to come and go in the right order, and no node may fail.',
        hints: hints('The field is `spec.replicas`.', '{"replicas":2}'),
      });
    }
    if (shop.strategy === 'RollingUpdate' && shop.maxUnavailable === 0) return holds;
    return differs(shop.strategy === 'RollingUpdate' ? 'unavailable' : 'recreate', {
      saw:
        shop.strategy === 'RollingUpdate'
          ? `a rollout may take away ${String(shop.maxUnavailable)} of ${String(shop.replicas)} pods before others are ready`
          : `\`strategy.type\` is ${code(shop.strategy)}: all pods go before the first new one comes`,
      wanted: '`RollingUpdate` with `maxUnavailable: 0`',
      next: 'Let a new pod be ready before an old one goes.',
      hints: hints('The fields are `spec.strategy.type` and `spec.strategy.rollingUpdate`.', rolling),
    });
  },
});
