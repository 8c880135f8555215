import type { Difference } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';

/** What is wrong with one application; `detail` and `more` are words of its spec that the texts quote. */
export interface Trouble {
  readonly kind: keyof typeof texts;
  readonly detail: string;
  readonly more?: string;
}

/** What the learner reads about it; `id` is `<namespace>/<name>`. */
export function tellTrouble({ kind, detail, more = '' }: Trouble, id: string): Difference {
  const [namespace = '', name = ''] = id.split('/');
  const told = texts[kind]({ namespace, name, id, detail, more });
  return { ...told, saw: `${code(id)}: ${told.saw}` };
}

interface Words {
  readonly namespace: string;
  readonly name: string;
  readonly id: string;
  readonly detail: string;
  readonly more: string;
}
type Text = (words: Words) => Difference;

function show({ namespace, name }: Words): string {
  return `\`kubectl get externalsecret ${name} -n ${namespace} -o yaml\``;
}

function patch({ namespace, name }: Words, spec: string): string {
  return `\`kubectl patch externalsecret ${name} -n ${namespace} --type merge -p '{"spec":${spec}}'\``;
}

function force({ namespace, name }: Words): string {
  return `\`kubectl annotate externalsecret ${name} -n ${namespace} force-sync="$(date +%s)" --overwrite\``;
}

const toVault = '{"secretStoreRef":{"kind":"SecretStore","name":"vault"}}';

function allReads({ id }: Words): string {
  const read = (key: string): string =>
    `{"secretKey":"${key}","remoteRef":{"key":"${id}","property":"${key}"}}`;
  return `{"data":[${['host', 'username', 'password'].map(read).join(',')}]}`;
}

const texts = {
  gone: (words) => ({
    saw: 'there is no ExternalSecret',
    wanted: 'the ExternalSecret that was there on Monday morning, repaired',
    next: 'Make it again. With `creationPolicy: Owner` its Secret went with it.',
    hints: [
      `\`kubectl get externalsecrets -n ${words.namespace}\` lists what is there; the inventory says what has to be.`,
      'A Secret that is made by hand is nobody’s: when Vault changes, it stays as it is.',
      `Copy a sound one: \`kubectl get externalsecret <other> -n ${words.namespace} -o yaml\`, change name, target and keys, and apply it.`,
    ],
  }),
  'other-source': (words) => ({
    saw: 'it takes values from a `sourceRef` or by `find`',
    wanted: 'its own entry, through the store that `secretStoreRef` names',
    next: 'Read the entry by `data` with `remoteRef`.',
    hints: [
      `${show(words)} shows where values come from.`,
      'The fields are below `spec.data` and `spec.dataFrom`.',
      patch(words, allReads(words)),
    ],
  }),
  'store-kind': (words) => ({
    saw: `\`secretStoreRef\` asks for a ${code(words.detail)} named ${code(words.more)}; there is one of the other kind`,
    wanted: 'the kind that the store has',
    next: 'Compare `secretStoreRef.kind` with the stores there are.',
    hints: [
      '`kubectl get secretstores,clustersecretstores -A` shows the stores of both kinds.',
      'The field is `spec.secretStoreRef.kind`.',
      patch(words, toVault),
    ],
  }),
  'store-namespace': (words) => ({
    saw: `the SecretStore ${code(words.detail)} is in the namespace ${code(words.more)}, and can’t be used from here`,
    wanted: `a SecretStore of ${code(words.namespace)} itself`,
    next: 'Name the store of its own namespace.',
    hints: [
      '`kubectl get secretstores -A` shows the namespace of each store.',
      'A SecretStore serves its own namespace only; the field is `spec.secretStoreRef.name`.',
      patch(words, toVault),
    ],
  }),
  'store-missing': (words) => ({
    saw: `there is no ${code(words.detail)} that it could use`,
    wanted: 'a store that exists',
    next: 'Name the store of its own namespace.',
    hints: [
      '`kubectl get secretstores,clustersecretstores -A` shows the stores there are.',
      'The field is `spec.secretStoreRef`.',
      patch(words, toVault),
    ],
  }),
  'store-condition': (words) => ({
    saw: `the ClusterSecretStore ${code(words.detail)} doesn’t admit the namespace ${code(words.namespace)}`,
    wanted: 'a store that this namespace may use',
    next: 'Use the namespace’s own store, or add the namespace to the conditions.',
    hints: [
      `\`kubectl get clustersecretstore ${words.detail} -o jsonpath='{.spec.conditions}'\` shows who may use it.`,
      'The field is `spec.conditions` of the ClusterSecretStore; the store is Valid all the same.',
      patch(words, toVault),
    ],
  }),
  'other-login': (words) => ({
    saw: `its store logs in by ${code(words.detail)}`,
    wanted: 'the Kubernetes login with the team’s own role',
    next: 'Take the store `vault` of its namespace: no token is needed.',
    hints: [
      '`kubectl get secretstores -A -o yaml` shows how each logs in.',
      'The field is `spec.provider.vault.auth` of the store.',
      patch(words, toVault),
    ],
  }),
  'kv-version': (words) => ({
    saw: `its store ${code(words.detail)} speaks to the engine as version 1`,
    wanted: '`version: v2`, as the engine is',
    next: 'Ask Vault for the engine’s version, and say the same in the store.',
    hints: [
      '`vault secrets list -detailed` shows `map[version:2]` for `secret/`. In the event the path has no `data/`.',
      'The field is `spec.provider.vault.version` of the store.',
      `\`kubectl patch secretstore ${words.detail} -n ${words.namespace} --type merge -p '{"spec":{"provider":{"vault":{"version":"v2"}}}}'\``,
    ],
  }),
  'store-not-ready': (words) => ({
    saw: `its store ${code(words.detail)} isn’t ready: the login at ${code(`auth/${words.more}`)} fails`,
    wanted: 'a store that is Valid',
    next: 'Vault asks the cluster whether a token is genuine, and does so with a reviewer’s token. Is that one still good?',
    hints: [
      `\`kubectl get secretstores -n ${words.namespace}\`, then try the login: \`vault write auth/${words.more}/login role=${words.namespace} jwt="$(kubectl create token vault-login -n ${words.namespace})"\``,
      `The field is \`token_reviewer_jwt\` of \`auth/${words.more}/config\`; it can’t be read, only replaced, together with host and CA.`,
      `Give it a fresh one (\`kubectl create token vault-reviewer -n platform --duration 24h\`), or let the ExternalSecret use the store \`vault\`. A store tries again at once when it is annotated.`,
    ],
  }),
  policy: (words) => ({
    saw: `the policy ${code(words.detail)} of its role doesn’t allow to read its entry`,
    wanted: `\`read\` on \`secret/data/${words.id}\`, and no more than that`,
    next: 'Compare the paths of the policy with each other.',
    hints: [
      `\`vault policy read ${words.detail}\``,
      'A policy needs the literal path of the HTTP API: for a KV engine of version 2 with `data/` after the mount.',
      `\`vault policy read ${words.detail} | sed 's#"secret/${words.id}"#"secret/data/${words.id}"#' | vault policy write ${words.detail} -\``,
    ],
  }),
  'reads-nothing': (words) => ({
    saw: 'it reads nothing',
    wanted: 'the three keys of its entry',
    next: 'Say below `spec.data` what to read.',
    hints: [show(words), 'The fields are `spec.data` and `spec.dataFrom`.', patch(words, allReads(words))],
  }),
  'deleted-version': (words) => ({
    saw: 'the newest version of its entry in Vault is deleted',
    wanted: 'the entry as it was',
    next: 'Deleting hides a version and keeps its data. Don’t write a new one: take the deletion back.',
    hints: [
      `\`vault kv metadata get -mount=secret ${words.detail}\` shows the versions with their \`deletion_time\`.`,
      'The ExternalSecret is right; it is Vault’s entry that has to come back.',
      `\`vault kv undelete -mount=secret -versions=1 ${words.detail}\``,
    ],
  }),
  'extra-data': (words) => ({
    saw: `its key is ${code(words.detail)}: ESO adds \`data/\` itself, so it asks for \`secret/data/data/…\``,
    wanted: `the key ${code(words.id)}`,
    next: 'Remove `data/` from the key.',
    hints: [
      `The event of \`kubectl describe externalsecret ${words.name} -n ${words.namespace}\` shows the URL that was asked for.`,
      'The field is `spec.data[].remoteRef.key`: the path below the mount, or the mount with it, but never `data/` alone.',
      patch(words, allReads(words)),
    ],
  }),
  'key-typo': (words) => ({
    saw: `it reads the key ${code(words.detail)}, which isn’t its entry`,
    wanted: `the key ${code(words.id)}`,
    next: 'Compare the key with what Vault has.',
    hints: [
      `\`vault kv list -mount=secret ${words.namespace}\``,
      'The field is `spec.data[].remoteRef.key`. Vault answers 403 for what isn’t there, as long as no policy allows to see that.',
      patch(words, allReads(words)),
    ],
  }),
  'property-typo': (words) => ({
    saw: `it reads the property ${code(words.detail)}, which the entry doesn’t have`,
    wanted: 'properties that the entry has',
    next: 'Spell the property as Vault does.',
    hints: [
      `\`vault kv get -mount=secret -format=json ${words.id} | jq '.data.data | keys'\``,
      'The field is `spec.data[].remoteRef.property`; `secretKey` is the name in the Kubernetes Secret.',
      patch(words, allReads(words)),
    ],
  }),
  'template-key': (words) => ({
    saw: `its template uses ${code(words.detail)}, which is none of the fetched keys`,
    wanted: 'a template that uses the keys below `spec.data`, or none',
    next: 'Compare the names in the template with `secretKey`.',
    hints: [
      show(words),
      'The field is `spec.target.template.data`: a name there has to be a `secretKey`.',
      patch(words, '{"target":{"template":null}}'),
    ],
  }),
  'other-target': (words) => ({
    saw: `it writes the Secret ${code(words.detail)}`,
    wanted: `the Secret \`${words.name}-credentials\``,
    next: 'Set `target.name` as the inventory says.',
    hints: [
      '`kubectl get configmap inventory -n incident -o yaml`',
      'The field is `spec.target.name`.',
      patch(words, `{"target":{"name":"${words.name}-credentials"}}`),
    ],
  }),
  'merge-without-target': (words) => ({
    saw: `\`creationPolicy\` is ${code(words.detail)}: it makes no Secret of its own`,
    wanted: '`Owner`: ESO makes the Secret and looks after it',
    next: 'Look at `target.creationPolicy`. READY says True all the same.',
    hints: [
      `\`kubectl get externalsecret ${words.name} -n ${words.namespace}\`: STATUS tells more than READY.`,
      'The field is `spec.target.creationPolicy`: `Merge` only adds to a Secret that somebody else made, `None` writes none, `Orphan` lets go of it.',
      patch(words, '{"target":{"creationPolicy":"Owner"}}'),
    ],
  }),
  'owned-by-another': (words) => ({
    saw: `its Secret belongs to ${code(words.detail)}`,
    wanted: 'a Secret that belongs to this ExternalSecret',
    next: 'Two want the same Secret. Remove the one that is too many.',
    hints: [
      `\`kubectl get secret ${words.name}-credentials -n ${words.namespace} -o jsonpath='{.metadata.ownerReferences}'\``,
      'Look at `spec.target.name` of every ExternalSecret in this namespace.',
      `\`kubectl delete externalsecret ${words.detail} -n ${words.namespace}\`, then ${force(words)}`,
    ],
  }),
  immutable: (words) => ({
    saw: 'its Secret is immutable: nobody can change it, nor can ESO',
    wanted: 'a Secret that can be updated',
    next: 'Delete the Secret, not the ExternalSecret; ESO makes it again.',
    hints: [
      `\`kubectl get secret ${words.name}-credentials -n ${words.namespace} -o jsonpath='{.immutable}'\``,
      'The field is `immutable` of the Secret. It can’t be taken back.',
      `\`kubectl delete secret ${words.name}-credentials -n ${words.namespace}\`, then ${force(words)}`,
    ],
  }),
  'dropped-keys': (words) => ({
    saw: `it doesn’t fetch ${words.detail.split(', ').map(code).join(', ')}; as the owner ESO drops whatever it doesn’t fetch`,
    wanted: 'all three keys of the inventory',
    next: 'Add what is missing below `spec.data`.',
    hints: [
      `Compare \`kubectl get secret ${words.name}-credentials -n ${words.namespace} -o json | jq '.data | keys'\` with the inventory.`,
      'The field is `spec.data`. An owner’s Secret has the keys of its ExternalSecret and no others.',
      patch(words, allReads(words)),
    ],
  }),
  stale: (words) => ({
    saw: `it is synced, with a value that Vault no longer has; \`refreshInterval\` is ${code(words.detail)}`,
    wanted: 'the value of today, and an interval of an hour at most',
    next: 'Compare *Last Sync* with the time of the newest version in Vault.',
    hints: [
      `\`kubectl get externalsecret ${words.name} -n ${words.namespace} -o wide\` and \`vault kv metadata get -mount=secret ${words.id}\``,
      'The field is `spec.refreshInterval`. `SecretSynced` speaks of the last time that ESO looked.',
      patch(words, '{"refreshPolicy":"Periodic","refreshInterval":"5m"}'),
    ],
  }),
  'refreshes-slowly': (words) => ({
    saw: `\`refreshInterval\` is ${code(words.detail)}, or it doesn’t refresh at all`,
    wanted: 'a change in Vault to arrive within an hour',
    next: 'Set `refreshInterval` to something between a minute and an hour.',
    hints: [
      '`kubectl get externalsecrets -A` has a column REFRESH INTERVAL.',
      'The fields are `spec.refreshInterval` and `spec.refreshPolicy`.',
      patch(words, '{"refreshPolicy":"Periodic","refreshInterval":"5m"}'),
    ],
  }),
} as const satisfies Readonly<Record<string, Text>>;
