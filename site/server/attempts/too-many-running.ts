import { Fault } from '#containers/contract/fault.ts';
import type { Attempt } from './attempt.ts';

/** Refuses a learner one more than may run at a time, whether it is new or was put aside: Fault QUOTA. */
export function refuseTooManyRunning(attempts: readonly Attempt[], learner: string, most: number): void {
  const running = attempts.filter(({ row, takesPlace }) => row.learner === learner && takesPlace);
  if (running.length < most) return;
  const titles = running.map(({ lab }) => lab.title);
  throw new Fault({
    code: 'QUOTA',
    audience: 'learner',
    message: `You have ${titles.length} labs running (${titles.join(', ')}), as many as may run at once.`,
    hint: 'End one of them on its lab page, or put it aside there if that is offered; then come back to this one.',
  });
}
