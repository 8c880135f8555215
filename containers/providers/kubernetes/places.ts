import { nameOf } from '#containers/providers/plan.ts';

/** A container of an environment, and where it is. */
export interface Place {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The namespace of an environment; everything that belongs to it is in there, and goes with it. */
export function namespaceOf(id: string): string {
  return nameOf(id);
}

/** The StatefulSets of an environment. */
export const sets = { cluster: 'cluster', desk: 'desk' } as const;

/** Holds who may use Vault with which token; the learner can not read it. */
export const secretName = 'vault-tokens';
export const vaultConfigName = 'vault-config';
/** Where the auditor, and only it, holds both tokens, each in a file that is named as in the Secret. */
export const platformFolder = '/run/kindlab';
export const vaultTokenFiles = ['learner', 'platform'] as const;

/** Where Vault reads its settings, and where they come from (vault-gate.ts). */
export const gateFolder = '/vault/config';
export const configFolder = '/settings';
/** What is kept of Vault: in the auditor, where no learner gets. */
export const keptFolder = '/kept';

/** Where each part of an environment runs. */
export function placesOf(id: string) {
  const namespace = namespaceOf(id);
  const desk = { namespace, pod: `${sets.desk}-0` };
  return {
    node: { namespace, pod: `${sets.cluster}-0`, container: 'node' },
    vault: { ...desk, container: 'vault' },
    workspace: { ...desk, container: 'workspace' },
    /** Sees the audit log as Vault wrote it, keeps Vault's tokens, and nobody can get in. */
    auditor: { ...desk, container: 'auditor' },
  } as const satisfies Record<string, Place>;
}
