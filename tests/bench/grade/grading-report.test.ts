import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeMachine } from '../measure/machine.ts';
import type { Expectation } from './expectation.ts';
import {
  mixedRows,
  problemsOf,
  toGradingPage,
  writeGradingReport,
  type MixedRun,
  type ThroughputRun,
} from './grading-report.ts';
import { exerciseOf, recordOf } from './records.test-support.ts';

const expected: readonly Expectation[] = ['ann', 'bob', 'eve'].map((name) => ({
  name,
  kind: name === 'eve' ? 'hostile' : 'whole',
  lab: 'static-sync',
  verdict:
    name === 'eve'
      ? { kind: 'rejected', code: 'too-large' }
      : { kind: 'graded', exercises: [{ exercise: 'one', points: 2, of: 2, passed: true }] },
}));
const failed = { kind: 'failed', saw: 's', wanted: 'w', next: 'n' } as const;
const records = [
  recordOf('ann', [exerciseOf('one', { a: { kind: 'passed' } })]),
  recordOf('bob', [exerciseOf('one', { a: failed })]),
];
const about = { startedAt: '2026-01-02T03:04:05.000Z', machine: describeMachine() };
const mixed: MixedRun = {
  ...about,
  jobs: 2,
  minutes: 50,
  rows: mixedRows(expected, records),
  kept: [{ afterResults: 8, results: 9 }],
  problems: ['the result of eve was lost'],
  authentic: 2,
  environmentsLeft: 0,
};
const throughput: ThroughputRun = {
  ...about,
  lab: 'static-sync',
  rows: [
    {
      jobs: 2,
      submissions: 6,
      minutes: 9,
      perHour: 40,
      seconds: { median: 168, p99: 190, least: 150, most: 190, times: 6 },
      problems: [],
    },
  ],
};

test('every submission stands beside what it had to come to, and each difference is told', () => {
  expect(
    mixed.rows.map(({ name, expected: wanted, found, seconds }) => [name, wanted, found, seconds]),
  ).toEqual([
    ['ann', '2 of 2', '2 of 2', 90],
    ['bob', '2 of 2', '0 of 2', 90],
    ['eve', 'rejected: too-large', 'none', undefined],
  ]);
  expect(problemsOf({ format: 1, mixed, throughput })).toEqual([
    'the result of eve was lost',
    'bob: one: 0 of 2 and not passed instead of 2 of 2 and passed',
    'eve: it has no result',
  ]);
});

test('the page says how many are right, what was lost, and how fast it was', () => {
  const page = toGradingPage({ format: 1, mixed, throughput });
  expect(page).toContain('**1 of 3 verdicts are what they had to be**');
  expect(page).toMatch(/\| whole \| .* \| 2 \| 1 \|/);
  expect(page).toContain('after 8 results (9 were written down)');
  expect(page).toContain('**the result of eve was lost**');
  expect(page).toContain('median 90.0 s and p99 90.0 s');
  expect(page).toContain('| 2 | 6 | 9.0 | 40.0 | 168.0 | 190.0 |');
});

test('a run replaces what it measured, and leaves the rest', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-report-'));
  try {
    const page = path.join(folder, 'grading-report.md');
    await writeGradingReport(page, { format: 1, mixed });
    await writeGradingReport(page, { format: 1, throughput });
    const report = JSON.parse(await readFile(path.join(folder, 'grading-report.json'), 'utf8')) as unknown;
    expect(report).toEqual(JSON.parse(JSON.stringify({ format: 1, mixed, throughput })));
    expect(await readFile(page, 'utf8')).toBe(toGradingPage({ format: 1, mixed, throughput }));
  } finally {
    await rm(folder, { recursive: true });
  }
});
