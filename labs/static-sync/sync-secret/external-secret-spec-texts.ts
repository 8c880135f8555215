import { differs, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';

const show = '`kubectl get externalsecret myapp-config -n lab1 -o yaml`';
const patch = (spec: string): string =>
  `\`kubectl patch externalsecret myapp-config -n lab1 --type merge -p '{"spec":${spec}}'\``;
const apply = '`kubectl apply -n lab1 -f myapp-config.yaml`';

export const absent: Verdict = differs('absent', {
  saw: 'there is no ExternalSecret in `lab1`',
  wanted: 'an ExternalSecret named `myapp-config`',
  next: 'Apply the manifest. If kubectl says “no matches for kind”, look at its `apiVersion`.',
  hints: [
    '`kubectl get externalsecrets -A` lists all there are; `kubectl explain externalsecret.spec` explains the fields.',
    'The manifest begins with `apiVersion: external-secrets.io/v1`; `v1beta1` is no longer served. It names a store, a target and what to read.',
    `Take the manifest of this exercise: ${apply}`,
  ],
});

export function otherNamespace(namespaces: readonly string[]): Verdict {
  return differs('other-namespace', {
    saw: `there is an ExternalSecret \`myapp-config\` in ${codes(namespaces)}, and none in \`lab1\``,
    wanted: 'the ExternalSecret in `lab1`, beside its store and the application',
    next: 'Apply it again with `-n lab1`, and delete the other one.',
    hints: [
      '`kubectl get externalsecrets -A` shows the namespace of each.',
      'An ExternalSecret uses the SecretStore of its own namespace, and writes its Secret there.',
      `\`kubectl delete externalsecret myapp-config -n ${namespaces[0] ?? 'default'}\`, then ${apply}`,
    ],
  });
}

export function otherName(others: readonly string[]): Verdict {
  return differs('other-name', {
    saw: `\`lab1\` has ${codes(others)}, and none named \`myapp-config\``,
    wanted: 'the name `myapp-config`',
    next: 'Apply it again as `myapp-config`.',
    hints: [
      '`kubectl get externalsecrets -n lab1` shows the names.',
      'A name can’t be changed: a new one makes a new object.',
      `Set \`metadata.name: myapp-config\`, apply, and \`kubectl delete externalsecret ${others[0] ?? ''} -n lab1\``,
    ],
  });
}

export function generator(kinds: readonly string[]): Verdict {
  return differs('generator', {
    saw: `the values come from a generator: ${codes(kinds)}`,
    wanted: 'values read from Vault',
    next: 'Replace `sourceRef.generatorRef` by `extract`.',
    hints: [
      `${show} shows below \`spec.dataFrom\` where the values come from.`,
      'A generator makes values up. `extract` reads an entry from the store.',
      patch('{"dataFrom":[{"extract":{"key":"myapp/config"}}]}'),
    ],
  });
}

export function otherStoreKind({ kind, name }: { readonly kind: string; readonly name: string }): Verdict {
  return differs('other-store-kind', {
    saw: `\`secretStoreRef\` names ${code(`${kind} ${name}`)}`,
    wanted: '`SecretStore vault-dev`',
    next: 'Set `secretStoreRef.kind` to `SecretStore`, or leave it out.',
    hints: [
      '`kubectl get secretstores,clustersecretstores -A` shows which stores there are, of both kinds.',
      'The field is `spec.secretStoreRef.kind`. With the wrong kind, ESO looks for the store in the wrong place.',
      patch('{"secretStoreRef":{"kind":"SecretStore","name":"vault-dev"}}'),
    ],
  });
}

export function otherStore(name: string, stores: readonly string[]): Verdict {
  return differs('other-store', {
    saw: `\`secretStoreRef.name\` is ${code(name)}; this namespace has ${codes(stores, 'no store')}`,
    wanted: '`vault-dev`',
    next: 'Refer to the store you made, by its exact name.',
    hints: [
      '`kubectl get secretstores -n lab1` shows the stores that an ExternalSecret here can use.',
      'The field is `spec.secretStoreRef.name`. A store in another namespace can’t be used from here.',
      patch('{"secretStoreRef":{"kind":"SecretStore","name":"vault-dev"}}'),
    ],
  });
}

export const noStore: Verdict = differs('no-store', {
  saw: 'no store is named',
  wanted: '`secretStoreRef` with the name `vault-dev`',
  next: 'Add `spec.secretStoreRef`.',
  hints: [
    `${show} shows a spec without \`secretStoreRef\`.`,
    'The field is `spec.secretStoreRef`, with `kind` and `name`.',
    patch('{"secretStoreRef":{"kind":"SecretStore","name":"vault-dev"}}'),
  ],
});

export const findsByName: Verdict = differs('finds-by-name', {
  saw: '`dataFrom.find` gathers entries by their names',
  wanted: 'the one entry `myapp/config`',
  next: 'Use `extract` with the key of the entry.',
  hints: [
    `${show} shows below \`spec.dataFrom\` what is read.`,
    '`find` answers “which entries are called like this?”, `extract` “what is in this entry?”.',
    patch('{"dataFrom":[{"extract":{"key":"myapp/config"}}]}'),
  ],
});

export const readsNothing: Verdict = differs('reads-nothing', {
  saw: 'neither `data` nor `dataFrom` says what to read',
  wanted: '`dataFrom` with `extract`',
  next: 'Say what to read from Vault.',
  hints: [
    `${show} shows a spec that reads nothing.`,
    '`spec.dataFrom` is a list; an item `extract` takes the `key` of an entry.',
    patch('{"dataFrom":[{"extract":{"key":"myapp/config"}}]}'),
  ],
});

export function otherKey({ key, exists }: { readonly key: string; readonly exists: boolean }): Verdict {
  return differs('other-key', {
    saw: `it reads the key ${code(key)}; Vault has ${exists ? 'such an entry, but it isn’t the one wanted' : 'no such entry'}`,
    wanted: 'the key `myapp/config`',
    next: 'Compare the key with `vault kv list -mount=secret myapp`.',
    hints: [
      'Ask Vault, as ESO would: `vault kv get -mount=secret myapp/config`',
      'The field is `remoteRef.key`, or `extract.key`: the path below the mount. `data/` alone before it is one too many.',
      patch('{"dataFrom":[{"extract":{"key":"myapp/config"}}]}'),
    ],
  });
}

export function pinnedVersion(version: string): Verdict {
  return differs('pinned-version', {
    saw: `it reads version ${code(version)} of the entry, for ever`,
    wanted: 'always the newest version',
    next: 'Remove `version`: with it a changed value never arrives.',
    hints: [
      `${show} shows \`version\` beside \`key\`.`,
      'The field is `version` below `extract` or `remoteRef`.',
      patch('{"dataFrom":[{"extract":{"key":"myapp/config"}}]}'),
    ],
  });
}

export function noSuchProperty(property: string, properties: readonly string[]): Verdict {
  return differs('no-such-property', {
    saw: `it reads the property ${code(property)}; the entry has ${codes(properties)}`,
    wanted: 'a property that the entry has',
    next: 'Spell the property as Vault does, or take the whole entry with `extract`.',
    hints: [
      '`vault kv get -mount=secret myapp/config` shows the properties of the entry.',
      'The field is `remoteRef.property`: a key inside the entry. `secretKey` is its name in the Kubernetes Secret.',
      patch('{"data":null,"dataFrom":[{"extract":{"key":"myapp/config"}}]}'),
    ],
  });
}

export function narrowedExtract(property: string): Verdict {
  return differs('narrowed-extract', {
    saw: `\`extract\` takes the property ${code(property)} and expects JSON in it`,
    wanted: 'the whole entry',
    next: 'Remove `property` below `extract`.',
    hints: [
      `${show} shows \`property\` below \`extract\`.`,
      'With `property`, `extract` opens one value as JSON. Without it, it takes all keys of the entry.',
      patch('{"dataFrom":[{"extract":{"key":"myapp/config"}}]}'),
    ],
  });
}

export function otherTarget(target: string): Verdict {
  return differs('other-target', {
    saw: `it would write the Secret ${code(target)}`,
    wanted: 'the Secret `myapp-config`',
    next: 'Set `target.name` to `myapp-config`, or leave it out: then it is the ExternalSecret’s own name.',
    hints: [
      '`kubectl get secrets -n lab1` shows which Secrets there are.',
      'The field is `spec.target.name`.',
      patch('{"target":{"name":"myapp-config"}}'),
    ],
  });
}

export function otherCreationPolicy(policy: string): Verdict {
  return differs('other-creation-policy', {
    saw: `\`creationPolicy\` is ${code(policy)}`,
    wanted: '`Owner`: ESO makes the Secret, looks after it and removes it',
    next: 'Leave `creationPolicy` out; `Owner` is the default.',
    hints: [
      `${show} shows it below \`spec.target\`.`,
      '`Merge` only adds to a Secret that somebody else made, `Orphan` lets go of it, `None` makes none.',
      patch('{"target":{"creationPolicy":"Owner"}}'),
    ],
  });
}

export function otherRefreshPolicy(policy: string): Verdict {
  return differs('other-refresh-policy', {
    saw: `\`refreshPolicy\` is ${code(policy)}: a value that changes in Vault isn’t fetched again`,
    wanted: '`Periodic`, the default',
    next: 'Leave `refreshPolicy` out.',
    hints: [
      `${show} shows \`refreshPolicy\` in the spec.`,
      '`CreatedOnce` syncs once, `OnChange` when the ExternalSecret itself changes. Neither notices a change in Vault.',
      patch('{"refreshPolicy":"Periodic"}'),
    ],
  });
}

export const neverRefreshes: Verdict = differs('never-refreshes', {
  saw: '`refreshInterval` is 0: after the first sync it never looks at Vault again',
  wanted: '`1m` or shorter',
  next: 'Set `refreshInterval: 1m`.',
  hints: [
    '`kubectl get externalsecrets -n lab1` has a column REFRESH INTERVAL.',
    'The field is `spec.refreshInterval`. 0 doesn’t mean “at once”, it means “never again”, even when the spec changes.',
    patch('{"refreshInterval":"1m"}'),
  ],
});

export function refreshesSlowly(interval: string): Verdict {
  return differs('refreshes-slowly', {
    saw: `\`refreshInterval\` is ${code(interval)}; left out, it is an hour`,
    wanted: '`1m` or shorter',
    next: 'Set `refreshInterval: 1m`, so that a changed value arrives within a minute.',
    hints: [
      '`kubectl get externalsecrets -n lab1` has a column REFRESH INTERVAL.',
      'The field is `spec.refreshInterval`: how long a changed value may take to arrive.',
      patch('{"refreshInterval":"1m"}'),
    ],
  });
}
