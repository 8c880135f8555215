import type { Attempt } from '../attempts/attempt.ts';
import type { MetricSet } from './metric-set.ts';

/** Counts what becomes of an attempt. `fresh`: a learner began it just now; otherwise it was found again after a restart. */
export function watchAttempt(attempt: Attempt, fresh: boolean, metrics: MetricSet): void {
  const lab = attempt.lab.id;
  if (fresh) metrics.attemptsStarted.inc({ lab });
  let last = attempt.phase.state;
  attempt.changes.add(() => {
    const phase = attempt.phase;
    if (phase.state === last) return;
    last = phase.state;
    if (phase.state === 'ended') metrics.attemptsEnded.inc({ lab });
    if (phase.state === 'failed') metrics.environmentsFailed.inc({ lab, code: phase.error.code });
    if (phase.state !== 'ready' || phase.readyInMs === undefined || phase.source === undefined) return;
    metrics.environmentReady.observe({ source: phase.source }, phase.readyInMs / 1000);
  });
}
