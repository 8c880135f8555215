import type { RuntimeStatus } from '#site/protocol/api.ts';
import { timeLeft } from '../ui/duration.ts';
import { h } from '../ui/h.ts';
import { icon, type IconName } from '../ui/icons.ts';
import { t } from './words.ts';

type Step = RuntimeStatus['steps'][number];

const signs: Readonly<Record<Step['state'], { icon: IconName; word: string }>> = {
  pending: { icon: 'idle', word: t('to do') },
  running: { icon: 'running', word: t('now') },
  done: { icon: 'pass', word: t('done') },
  failed: { icon: 'fail', word: t('failed') },
};

function shareDone(step: Step): number {
  if (step.state === 'done') return 1;
  return step.state === 'running' ? (step.fraction ?? 0) : 0;
}

/** Share of the expected time that is behind us, from 0 to 1. */
export function shareOf(steps: readonly Step[]): number {
  const expected = steps.reduce((sum, { expectedMs }) => sum + expectedMs, 0);
  if (expected === 0) return 0;
  return steps.reduce((sum, step) => sum + step.expectedMs * shareDone(step), 0) / expected;
}

function stepRow(step: Step): HTMLElement {
  const sign = signs[step.state];
  return h(
    'li',
    { class: `step step-${step.state}`, 'data-key': step.id },
    icon(sign.icon),
    h('span', { class: 'step-title' }, step.title, h('span', { class: 'kl-sr' }, `, ${sign.word}`)),
    step.fraction !== undefined &&
      step.state === 'running' &&
      h('span', { class: 'step-share' }, `${Math.round(step.fraction * 100)} %`),
    step.detail !== undefined && step.state !== 'done' && h('span', { class: 'step-detail' }, step.detail),
  );
}

export interface Job {
  readonly label: string;
  readonly steps: readonly Step[];
  readonly etaMs: number | undefined;
  /** When the estimate came in. */
  readonly at: number;
}

/** A long job as it really is: a bar, time left where it is known, and every step with its state. */
export function stepList(job: Job): Node[] {
  const share = Math.round(shareOf(job.steps) * 100);
  const left =
    job.etaMs === undefined ? t('time left not known yet') : timeLeft(job.etaMs, Date.now() - job.at);
  return [
    h(
      'div',
      { class: 'job' },
      h('progress', { max: 100, value: share, 'aria-label': job.label }),
      h('p', { class: 'job-left' }, h('span', {}, `${share} %`), h('span', {}, left)),
    ),
    h('ol', { class: 'steps' }, job.steps.map(stepRow)),
  ];
}
