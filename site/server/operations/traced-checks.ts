import type { CheckRunner, CheckTarget } from '../checks/check-runner.ts';
import { inSpan } from './in-span.ts';

/** The same runner, with a span for each run and what it found. */
export function tracedChecks(runner: CheckRunner): CheckRunner {
  return {
    runLive: (target, signal) =>
      inSpan({ name: 'checks.live', attributes: about(target) }, () => runner.runLive(target, signal)),
    runFull: (target, request) =>
      inSpan({ name: 'checks.full', attributes: about(target) }, async (span) => {
        const run = await runner.runFull(target, request);
        for (const { id, outcome } of run.report.checks)
          span.addEvent('check', { 'kindlab.check': id, 'kindlab.outcome': outcome.kind });
        return run;
      }),
    watch: (target, onChange, signal) => runner.watch(target, onChange, signal),
    pollMs: (lab) => runner.pollMs(lab),
    forget: (attempt) => runner.forget(attempt),
  };
}

function about({ attempt, lab }: CheckTarget): Record<string, string> {
  return { 'kindlab.attempt': attempt, 'kindlab.lab': lab.id };
}
