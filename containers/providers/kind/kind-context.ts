import type Docker from 'dockerode';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { Clock, Log } from '#containers/providers/surroundings.ts';
import type { Instance } from './instance.ts';

/** What one environment may take of what all share. */
export interface KindLimits {
  /** Megabit a second for each of its containers; 0: as much as there is. */
  readonly networkMbit: number;
  /** Disk that is left to everything else on this machine. */
  readonly keepFreeMiB: number;
}

export const usualLimits: KindLimits = { networkMbit: 200, keepFreeMiB: 3072 };

/** What every part of the kind provider works with. */
export interface KindContext {
  readonly bundle: RuntimeBundle;
  readonly docker: Docker;
  readonly clock: Clock;
  readonly log: Log;
  /** Objects of other installations on the same engine are never touched. */
  readonly installation: string;
  readonly instance: Instance;
  /** Ids that this provider is creating right now. */
  readonly creating: Set<string>;
  readonly limits: KindLimits;
  /** Ends of networks whose traffic is limited. */
  readonly limited: Set<string>;
  /** How long Vault's audit log was when its contents were kept last, by environment. */
  readonly keptAt: Map<string, number | undefined>;
}
