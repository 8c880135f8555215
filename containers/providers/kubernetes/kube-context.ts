import type { KubeConfig } from '@kubernetes/client-node';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { Clock, Log } from '#containers/providers/surroundings.ts';
import type { Forwards } from './forwards.ts';
import type { HostApi } from './host-api.ts';
import type { KubernetesSettings } from './settings.ts';

/** What every part of the Kubernetes provider works with. */
export interface KubeContext {
  readonly bundle: Pick<RuntimeBundle, 'images' | 'versions'>;
  readonly settings: KubernetesSettings;
  readonly config: KubeConfig;
  readonly api: HostApi;
  readonly forwards: Forwards;
  readonly clock: Clock;
  readonly log: Log;
  /** Environments that this provider is creating right now. */
  readonly creating: Set<string>;
  /** Rights that the carrying cluster is known to give. */
  readonly granted: Set<string>;
  /** How long Vault's audit log was when its contents were kept last, by environment. */
  readonly keptAt: Map<string, number | undefined>;
}
