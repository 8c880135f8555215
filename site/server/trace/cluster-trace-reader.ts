import { watchTargets } from '#checkers/probes/watch-targets.ts';
import { describeHop, type HopDetails } from '#checkers/trace/describe-hop.ts';
import { drawTrace } from '#checkers/trace/draw-trace.ts';
import type { Fingerprint } from '#checkers/trace/fingerprint.ts';
import { deliveryWatches, lookAtDelivery } from '#checkers/trace/look-at-delivery.ts';
import type { CheckTarget } from '../checks/check-runner.ts';
import type { ClusterSessions } from '../checks/cluster-sessions.ts';
import type { DescribeRequest, TraceLook, TraceReader } from './trace-reader.ts';

/** Follows secrets through real environments, with the platform's own credentials and read-only. */
export class ClusterTraceReader implements TraceReader {
  readonly #sessions: ClusterSessions;

  constructor(sessions: ClusterSessions) {
    this.#sessions = sessions;
  }

  async look(target: CheckTarget, fingerprint: Fingerprint, signal: AbortSignal): Promise<TraceLook> {
    const { probes } = await this.#sessions.get(target, signal);
    const { facts, secrets } = await lookAtDelivery(probes, fingerprint, signal);
    return { trace: drawTrace(facts, probes.now()), secrets };
  }

  async describe(
    target: CheckTarget,
    { hop, fingerprint, secrets }: DescribeRequest,
    signal: AbortSignal,
  ): Promise<HopDetails | undefined> {
    const { probes } = await this.#sessions.get(target, signal);
    return describeHop(hop, { probes, fingerprint, secrets: new Set(secrets), signal });
  }

  async watch(target: CheckTarget, onChange: () => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { access, stale } = await this.#sessions.get(target, signal);
      await watchTargets(access, deliveryWatches, onChange, AbortSignal.any([signal, stale.signal]));
    }
  }
}
