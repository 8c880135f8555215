import { expect, test } from 'vitest';
import { describeMachine } from '#tests/bench/measure/machine.ts';
import { problemsOf } from './soak-report.ts';
import type { SoakRun } from './soak.ts';

function run(memory: (minute: number) => number, more: Partial<SoakRun> = {}): SoakRun {
  const samples = Array.from({ length: 80 }, (_, minute) => ({
    minute,
    memoryMiB: memory(minute),
    handles: 40,
    threads: 11,
    objects: 6,
  }));
  const about = {
    startedAt: '2026-01-02T03:04:05.000Z',
    machine: describeMachine(),
    commit: 'abc',
    learners: 2,
    minutes: 80,
    pages: 1,
    pause: 0,
  };
  return { ...about, samples, done: {}, troubles: [], left: [], ...more };
}

test('what is flat after it has warmed up is no problem', () => {
  expect(problemsOf(run((minute) => (minute < 20 ? minute * 10 : 200 + (minute % 7))))).toEqual([]);
});

test('what grows without end is one, and so is what was left and whoever was held up', () => {
  expect(problemsOf(run((minute) => 200 + minute))).toEqual([
    'memory of the server, MiB: 40.0 more than before',
  ]);
  expect(problemsOf(run(() => 200, { left: ['kindlab-x'], troubles: ['no shell'] }))).toEqual([
    'left behind: kindlab-x',
    'a learner was held up: no shell',
  ]);
});
