import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { lookAtReloader, type ReloaderFact } from '../world/reloader.ts';

export const reloaderMay = defineCheck<ReloaderFact>({
  id: 'reloader-may',
  claim: 'It may read Secrets and ConfigMaps where it looks, and change Deployments of `shop`',
  points: 2,
  needs: ['reloader-there'],
  watches: [
    { apiVersion: 'apps/v1', plural: 'deployments' },
    { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'rolebindings' },
    { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'clusterrolebindings' },
    { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'roles' },
  ],
  look: lookAtReloader,
  judge: ({ reloader }) => {
    const { denied = [], account = 'default', only = '' } = reloader ?? {};
    if (denied.length === 0) return holds;
    const where = only === '' ? 'in the whole cluster, for it looks at all namespaces' : `in \`${only}\``;
    return differs(denied.some((each) => each.startsWith('patch')) ? 'may-not-change' : 'may-not-read', {
      saw: `its service account ${code(account)} may not: ${codes(denied)}`,
      wanted: `list and watch Secrets, ConfigMaps and Deployments ${where}, and patch Deployments of \`shop\``,
      next: 'Give it a role and a binding. What it needs and no more: it reads Secrets.',
      hints: [
        `\`kubectl auth can-i patch deployments -n shop --as=system:serviceaccount:reloader:${account}\` asks for one of them.`,
        'A Role counts in its own namespace. To work in `shop`, Role and RoleBinding have to be there, with the service account of `reloader` as their subject.',
        'Apply the Role and the RoleBinding of this exercise again.',
      ],
    });
  },
});
