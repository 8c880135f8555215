import type Docker from 'dockerode';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { Clock, Log } from '#containers/providers/surroundings.ts';
import type { Instance } from './instance.ts';

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
  /** How long Vault's audit log was when its contents were kept last, by environment. */
  readonly keptAt: Map<string, number | undefined>;
}
