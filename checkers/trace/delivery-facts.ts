import type { ExternalSecret, StoreRef } from '../objects/external-secret.ts';
import type { Condition } from '../objects/conditions.ts';
import type { SourceFact, VaultPlace } from './vault-source.ts';
import type { TracedPod } from './pod-use.ts';

/** Everything that a trace is drawn from; hashes of values, never values. */
export interface DeliveryFacts {
  readonly externalSecrets: readonly ExternalSecret[];
  /** By `storeKey`. */
  readonly stores: ReadonlyMap<string, StoreFact>;
  /** By `sourceKey` of the reading. */
  readonly sources: ReadonlyMap<string, SourceFact>;
  /** By `namespace/name`. */
  readonly secrets: ReadonlyMap<string, SecretFact>;
  /** By `namespace/name`; Vault generators alone. */
  readonly generators: ReadonlyMap<string, GeneratorFact>;
  readonly pods: readonly TracedPod[];
  /** The newest warning about an object, by its uid. */
  readonly warnings: ReadonlyMap<string, WarningFact>;
}

export interface StoreFact {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly createdAt: string;
  readonly conditions: readonly Condition[];
  /** Absent: the store is not one of Vault's. */
  readonly vault?: VaultPlace & {
    readonly server: string;
    /** It is the learner's own Vault, which we can look into. */
    readonly isOurs: boolean;
  };
}

export interface GeneratorFact {
  readonly namespace: string;
  readonly name: string;
  /** Where it asks for something new. */
  readonly path: string;
  readonly isOurs: boolean;
}

export interface SecretFact {
  readonly changedAt: string;
  readonly hashes: Readonly<Record<string, string>>;
}

export interface WarningFact {
  readonly text: string;
  readonly at: string;
}

/** One reading that an ExternalSecret asks for. */
export type Reading =
  | {
      readonly kind: 'vault';
      readonly store: string;
      readonly key: string;
      readonly version: string;
      /** The field of the entry; empty: all of them. */
      readonly property: string;
      /** The key of the Secret it goes to; absent: keys keep their names. */
      readonly target?: string;
      /** Whether the Secret holds it as it is. */
      readonly unchanged: boolean;
    }
  | { readonly kind: 'find'; readonly store: string }
  | { readonly kind: 'generator'; readonly generatorKind: string; readonly name: string };

/** Cluster stores have no namespace. */
export function storeKey(ref: StoreRef, namespace: string): string {
  return `${ref.kind}/${ref.kind === 'ClusterSecretStore' ? '' : namespace}/${ref.name}`;
}

export function sourceKey(path: string, version: string): string {
  return `${path}?${version}`;
}

/** What an ExternalSecret asks for, in its own order. Pure. */
export function readingsOf({ metadata, spec }: ExternalSecret): readonly Reading[] {
  const namespace = metadata.namespace ?? '';
  const storeOf = (own: StoreRef | undefined): string =>
    storeKey(own ?? spec.secretStoreRef ?? { name: '', kind: 'SecretStore' }, namespace);
  const templated = hasOwnData(spec.target.template);
  const single = spec.data.map(({ secretKey, remoteRef, sourceRef }): Reading => ({
    kind: 'vault',
    store: storeOf(sourceRef?.storeRef),
    key: remoteRef.key,
    version: remoteRef.version,
    property: remoteRef.property,
    target: secretKey,
    unchanged: !templated && remoteRef.property !== '' && remoteRef.decodingStrategy === 'None',
  }));
  const whole = spec.dataFrom.flatMap(({ extract, find, rewrite, sourceRef }): Reading[] => {
    if (sourceRef?.generatorRef !== undefined)
      return [
        {
          kind: 'generator',
          generatorKind: sourceRef.generatorRef.kind,
          name: sourceRef.generatorRef.name,
        },
      ];
    const store = storeOf(sourceRef?.storeRef);
    if (find !== undefined) return [{ kind: 'find', store }];
    if (extract === undefined) return [];
    const asIs = !templated && rewrite === undefined && extract.property === '';
    return [
      {
        kind: 'vault',
        store,
        key: extract.key,
        version: extract.version,
        property: '',
        unchanged: asIs && extract.decodingStrategy === 'None',
      },
    ];
  });
  return [...single, ...whole];
}

/** A template that sets a type or labels alone leaves the data as it came. */
function hasOwnData(template: Readonly<Record<string, unknown>> | undefined): boolean {
  return template !== undefined && ('data' in template || 'templateFrom' in template);
}
