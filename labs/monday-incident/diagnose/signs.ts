import type { Hints } from '#checkers/outcome.ts';
import type { Cause } from '../world/causes.ts';
import type { App } from '../world/names.ts';

/** Causes that leave the ExternalSecret's `Ready` at True. */
export const looksGreen: readonly Cause[] = ['merge-without-target', 'stale', 'dropped-keys'];

type Signs = (app: App) => Hints;

function describe({ namespace, name }: App): string {
  return `\`kubectl describe externalsecret ${name} -n ${namespace}\``;
}

function spec({ namespace, name }: App, field: string): string {
  return `\`kubectl get externalsecret ${name} -n ${namespace} -o jsonpath='{.spec.${field}}'\``;
}

function url(app: App): string {
  return `The event of ${describe(app)} shows the URL that ESO asked Vault for. Vault says 403 for a path that no policy names, whether it exists or not.`;
}

const stores = '`kubectl get secretstores,clustersecretstores -A`';

/** How to tell each cause from its likes: where to look, which field decides, the command that shows it. */
export const signs: Readonly<Record<Cause, Signs>> = {
  'store-kind': (app) => [
    `${describe(app)} says that its store can’t be had. Is there one of that name?`,
    'Compare `secretStoreRef.kind` with the kind of the store.',
    `${spec(app, 'secretStoreRef')} and ${stores}`,
  ],
  'store-namespace': (app) => [
    `${describe(app)} says that its store can’t be had. Is there one of that name?`,
    'Compare the namespace of the store with that of the ExternalSecret.',
    `${spec(app, 'secretStoreRef')} and ${stores}`,
  ],
  'store-condition': (app) => [
    `${describe(app)}: the store is there and Valid, and still refuses.`,
    'Look at `spec.conditions` of the ClusterSecretStore.',
    '`kubectl get clustersecretstores -o yaml | grep -A5 conditions:`',
  ],
  'reviewer-token': (app) => [
    `Its store isn’t ready: \`kubectl get secretstores -n ${app.namespace}\`. What do the other stores do differently?`,
    'Compare `mountPath` of the two stores. Vault’s login has a token of its own, with which it asks the cluster about others.',
    `Try both logins: \`vault write auth/kubernetes/login role=${app.namespace} jwt="$(kubectl create token vault-login -n ${app.namespace})"\`, and the same with the other mount`,
  ],
  policy: (app) => [
    url(app),
    'Store and key are right: what may the role of this team read, and what does its policy say about this one application?',
    `\`vault policy read ${app.namespace}\``,
  ],
  'kv-version': (app) => [
    url(app),
    'Does the URL have `data/` after the mount? A store knows from `version` how to ask.',
    `${spec(app, 'secretStoreRef')}, \`kubectl get secretstores -n ${app.namespace} -o yaml | grep version\`, and \`vault secrets list -detailed\``,
  ],
  'key-typo': (app) => [
    url(app),
    'Compare the last word of the URL with what Vault has.',
    `${spec(app, 'data[*].remoteRef.key')} and \`vault kv list -mount=secret ${app.namespace}\``,
  ],
  'property-typo': (app) => [
    `${describe(app)}: the entry was found, but something in it wasn’t.`,
    'Compare `remoteRef.property` with the keys of the entry.',
    `${spec(app, 'data[*].remoteRef.property')} and \`vault kv get -mount=secret -format=json ${app.id} | jq '.data.data | keys'\``,
  ],
  'extra-data': (app) => [
    url(app),
    'Count how often `data/` is in the URL. One comes from ESO.',
    spec(app, 'data[*].remoteRef.key'),
  ],
  'deleted-version': (app) => [
    `${describe(app)} says that there is nothing. Ask Vault for the same path.`,
    'Look at `deletion_time` of the newest version.',
    `\`vault kv metadata get -mount=secret ${app.id}\``,
  ],
  'template-key': (app) => [
    `${describe(app)}: the values were fetched; what was to be made of them failed.`,
    'Compare the names in `target.template` with `secretKey`.',
    spec(app, 'target.template'),
  ],
  immutable: (app) => [
    `${describe(app)}: everything was fetched; the Secret can’t be written.`,
    'Look at the Secret itself, beside `data`.',
    `\`kubectl get secret ${app.secret} -n ${app.namespace} -o jsonpath='{.immutable}'\``,
  ],
  'owned-by-another': (app) => [
    `${describe(app)}: everything was fetched; the Secret can’t be written.`,
    'Whose is the Secret? Look at `ownerReferences`.',
    `\`kubectl get secret ${app.secret} -n ${app.namespace} -o jsonpath='{.metadata.ownerReferences[*].name}'\``,
  ],
  'merge-without-target': (app) => [
    `\`kubectl get externalsecret ${app.name} -n ${app.namespace}\`: read STATUS, not READY. Is its Secret there?`,
    'Look at `target.creationPolicy`.',
    spec(app, 'target'),
  ],
  stale: (app) => [
    `\`kubectl get externalsecret ${app.name} -n ${app.namespace} -o wide\`: how long ago was the last sync, and how often is it due?`,
    'Compare `status.refreshTime` with `created_time` of the newest version in Vault.',
    `\`kubectl get externalsecret ${app.name} -n ${app.namespace} -o jsonpath='{.status.refreshTime}'\` and \`vault kv metadata get -mount=secret ${app.id}\``,
  ],
  'dropped-keys': (app) => [
    'Compare the keys of its Secret with the inventory: `kubectl get configmap inventory -n incident -o yaml`',
    'An owner’s Secret has the keys that `spec.data` names, and no others, whatever was in it before.',
    `\`kubectl get secret ${app.secret} -n ${app.namespace} -o json | jq '.data | keys'\``,
  ],
};
