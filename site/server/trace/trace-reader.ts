import type { HopDetails } from '#checkers/trace/describe-hop.ts';
import type { Fingerprint } from '#checkers/trace/fingerprint.ts';
import type { Hop, SecretTrace } from '#checkers/trace/secret-trace.ts';
import type { CheckTarget } from '../checks/check-runner.ts';

/** A picture, and what has to be hidden wherever else something of this world is shown. */
export interface TraceLook {
  readonly trace: SecretTrace;
  /** Values that were seen. Never leave the server. */
  readonly secrets: readonly string[];
}

export interface DescribeRequest {
  readonly hop: Hop;
  readonly fingerprint: Fingerprint;
  readonly secrets: readonly string[];
}

/** How the server follows secrets. The real one looks at clusters; work on the site uses a scripted one. */
export interface TraceReader {
  /** Throws a Fault when the environment gives no answer. */
  look(target: CheckTarget, fingerprint: Fingerprint, signal: AbortSignal): Promise<TraceLook>;
  /** `undefined`: it is gone, or nothing more is known of it. */
  describe(
    target: CheckTarget,
    request: DescribeRequest,
    signal: AbortSignal,
  ): Promise<HopDetails | undefined>;
  /** Says that the picture may have changed, until the signal is aborted; resolves then. */
  watch(target: CheckTarget, onChange: () => void, signal: AbortSignal): Promise<void>;
}
