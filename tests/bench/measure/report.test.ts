import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { changeOf } from './compare.ts';
import { reportOf, rowOf } from './kept.test-support.ts';
import type { KeptReport } from './kept-report.ts';
import { BenchReport } from './report.ts';

let folder: string;
let json: string;
let printed: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-report-'));
  json = path.join(folder, 'run.json');
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function keep(report: KeptReport): Promise<string> {
  const file = path.join(folder, 'baseline.json');
  await writeFile(file, JSON.stringify(report));
  return file;
}

async function run(baseline: string): Promise<string> {
  const report = await BenchReport.begin('demo', { json, baseline });
  report.add({ measure: 'echo', subject: 'kindlab', unit: 'ms', better: 'less', values: [2, 3, 4] });
  await report.finish();
  return printed.join('\n');
}

test('a run has a column for what became of each figure since the baseline', async () => {
  const said = await run(await keep(reportOf('demo', [rowOf([1, 2, 4])])));
  expect(said).toContain('| met | baseline |');
  expect(said).toContain('2, +50 % WORSE; p99 4, the same');
  expect(said).toContain('The baseline is of 2026-03-01');
});

test('figures of another machine are not compared, and that is said', async () => {
  const other = reportOf('demo', [rowOf([1])]);
  const said = await run(await keep({ ...other, machine: { ...other.machine, cores: 512 } }));
  expect(said).not.toContain('| baseline |');
  expect(said).toContain('512 cores');
  expect(said).toContain('That is another machine, so nothing was compared with it.');
});

test('a run can be the baseline of the next', async () => {
  await run(await keep(reportOf('demo', [])));
  const again = path.join(folder, 'again.json');
  await writeFile(again, await readFile(json, 'utf8'));
  printed = [];
  expect(await run(again)).toContain('3, the same; p99 4, the same');
});

test('a baseline that is missing, of something else, or no figures at all is refused before anything is measured', async () => {
  await expect(run(path.join(folder, 'nowhere.json'))).rejects.toThrow('is not there');
  await expect(run(await keep(reportOf('other', [])))).rejects.toThrow('other, not of demo');
  const file = path.join(folder, 'noise.json');
  await writeFile(file, '{"rows": 3}');
  await expect(run(file)).rejects.toThrow('holds no figures');
});

test('a change is good or bad by what the figure is, and small ones are neither', () => {
  const before = reportOf('demo', [
    rowOf([100], { measure: 'throughput', better: 'more' }),
    rowOf([100]),
    rowOf([0], { measure: 'lost' }),
  ]);
  const more = { measure: 'throughput', better: 'more' } as const;
  expect(changeOf(rowOf([80], more), before)).toBe('100, −20 % WORSE');
  expect(changeOf(rowOf([120], more), before)).toBe('100, +20 % better');
  expect(changeOf(rowOf([80]), before)).toBe('100, −20 % better');
  expect(changeOf(rowOf([105]), before)).toBe('100, +5 %');
  expect(changeOf(rowOf([3], { measure: 'lost' }), before)).toBe('was 0');
  expect(changeOf(rowOf([3], { measure: 'unheard of' }), before)).toBe('new');
});
