/** Where the parts of a runtime bundle come from; `auto` asks whether the registry answers. */
export type BundleSource = 'auto' | 'packages' | 'registry';

/** Which Vault an environment runs: OpenBao (MPL-2.0, the default) or HashiCorp Vault (BUSL-1.1). */
export type VaultProduct = 'openbao' | 'vault';

/** Images and tools that every environment is made from. After this point nothing knows the source. */
export interface RuntimeBundle {
  readonly format: 1;
  /** Hash of everything that went into the bundle; also part of the image tags. */
  readonly recipe: string;
  readonly source: 'packages' | 'registry' | 'import';
  readonly createdAt: string;
  readonly versions: {
    readonly kubernetes: string;
    readonly externalSecrets: string;
    readonly kind: string;
    readonly vault: string;
    readonly vaultProduct: VaultProduct;
    readonly helm: string;
  };
  /** References that the local Docker engine resolves without a pull. */
  readonly images: {
    /** kind node image with ESO and every lab image already in its containerd. */
    readonly node: string;
    readonly vault: string;
    readonly workspace: string;
  };
  /** Absolute paths on this machine. */
  readonly tools: { readonly kind: string };
}

export type StepState = 'pending' | 'running' | 'done' | 'failed';

/** One step of a long job, as shown to a person. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  /** What is being done right now, one short line. */
  readonly detail?: string;
  /** 0 to 1 where it is known. */
  readonly fraction?: number;
  /** How long this step is expected to take, from measurements, in milliseconds. */
  readonly expectedMs: number;
  readonly startedAt?: string;
  readonly endedAt?: string;
}

export interface BundleProgress {
  readonly state: 'checking' | 'preparing' | 'ready' | 'failed';
  readonly source?: 'packages' | 'registry' | 'import';
  readonly steps: readonly Step[];
  /** Honest time left in milliseconds; absent while unknown. */
  readonly etaMs?: number;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
}
