import type { Duplex } from 'node:stream';
import type { PreviewTarget } from '#site/protocol/previews.ts';
import type { CheckTarget } from '../checks/check-runner.ts';

/** The way to services of an environment. The real one goes through its API server, and to nothing outside of the cluster. */
export interface PreviewSource {
  /** Services that could be looked at. */
  list(target: CheckTarget, signal: AbortSignal): Promise<readonly PreviewTarget[]>;
  /** A line to a ready pod behind a service, until the signal; Fault NOT_FOUND when there is none. */
  connect(target: CheckTarget, service: PreviewTarget, signal: AbortSignal): Promise<Duplex>;
}
