import { expect, test } from 'vitest';
import type { BundleProgress } from '#containers/contract/bundle.ts';
import { Fault } from '#containers/contract/fault.ts';
import { ProgressBoard } from '#containers/runtime/pipeline/progress-board.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

const step: PipelineStep = {
  id: 'compile',
  title: 'Compile',
  expectedMs: 1000,
  needs: [],
  inputs: {},
  files: [],
  run: () => Promise.resolve(),
};

function board() {
  const seen: BundleProgress[] = [];
  return { board: new ProgressBoard((progress) => seen.push(progress), 2), last: () => seen.at(-1) };
}

test('names every step and an estimate as soon as there is a plan', () => {
  const { board: shown, last } = board();
  shown.note('Starting Docker');
  expect(last()).toMatchObject({ state: 'checking', steps: [{ id: 'engine', detail: 'Starting Docker' }] });
  shown.plan('packages', [step]);
  expect(last()).toMatchObject({
    state: 'preparing',
    source: 'packages',
    etaMs: 1000,
    steps: [{ id: 'compile', state: 'pending' }],
  });
});

test('details are cut and fractions stay between 0 and 1', () => {
  const { board: shown, last } = board();
  shown.plan('packages', [step]);
  shown.start('compile');
  shown.report('compile', { detail: 'x'.repeat(500), fraction: 7 });
  expect(last()?.steps[0]).toMatchObject({ state: 'running', fraction: 1 });
  expect(last()?.steps[0]?.detail).toHaveLength(120);
});

test('a failure carries its code, what happened and what to do, and no estimate', () => {
  const { board: shown, last } = board();
  shown.plan('packages', [step]);
  shown.start('compile');
  shown.fail(new Fault({ code: 'BUNDLE_DOWNLOAD', message: 'gone', hint: 'again' }), 'compile');
  expect(last()).toMatchObject({
    state: 'failed',
    error: { code: 'BUNDLE_DOWNLOAD', message: 'gone', hint: 'again' },
    steps: [{ state: 'failed' }],
  });
  expect(last()?.etaMs).toBeUndefined();
});

test('a kept result has no times of its own', () => {
  const { board: shown, last } = board();
  shown.plan('packages', [step]);
  shown.done('compile', 'kept');
  expect(last()?.steps[0]).not.toHaveProperty('endedAt');
});
