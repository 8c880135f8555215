import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { VerifyReport } from './verify-report.ts';
import { readReport, writePage, writeReport } from './write-page.ts';

const report: VerifyReport = {
  format: 1,
  lab: 'tea',
  startedAt: '2026-01-01T00:00:00Z',
  durationMs: 60_000,
  rounds: 1,
  learnerMinutes: 20,
  starts: [],
  problems: [],
  trials: [],
  steadiness: [],
  passed: true,
  flaky: [],
};

test('a page is made from the reports that were kept', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kindlab-reports-'));
  await writeReport(folder, report);
  const page = join(folder, 'page.md');
  await writePage(page, [], [await readReport(folder, 'tea')]);
  expect(await readFile(page, 'utf8')).toContain('1 of 1 labs are proven');
  expect(JSON.parse(await readFile(join(folder, 'page.json'), 'utf8'))).toMatchObject([{ lab: 'tea' }]);
});

test('a lab without a report says how to get one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kindlab-reports-'));
  await expect(readReport(folder, 'tea')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    hint: 'Prove it first: kindlab labs verify tea',
  });
});
