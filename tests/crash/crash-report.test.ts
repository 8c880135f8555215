import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mergeRows, toCrashPage, writeCrashReport, type CrashRow } from './crash-report.ts';

const row = (name: string, more: Partial<CrashRow> = {}): CrashRow => ({
  name,
  what: 'It is ended.',
  rounds: 2,
  problems: [],
  notes: ['And so on.'],
  seconds: 9,
  at: '2026-01-01T00:00:00.000Z',
  ...more,
});
const machine = { processor: 'x', cores: 2, memoryGiB: 8, kernel: 'k', node: '24', loadBefore: 0 };
const page = (rows: readonly CrashRow[], left: readonly string[] = []) =>
  toCrashPage({ at: '2026-01-01T00:00:00.000Z', seed: 1, machine, rows, left });

test('what was tried now takes the place of what was, and what was not tried takes nothing away', () => {
  const before = [row('a'), row('b')];
  const now = [row('a', { rounds: 5 }), row('b', { skipped: 'no root' }), row('c', { skipped: 'no root' })];
  expect(mergeRows(before, now).map(({ name, rounds, skipped }) => [name, rounds, skipped])).toEqual([
    ['a', 5, undefined],
    ['b', 2, undefined],
    ['c', 2, 'no root'],
  ]);
});

test('the page says what was wrong, what was not tried, and what was left behind', () => {
  expect(page([row('a')])).toContain(
    'It is ended. 2 times in 9 s (2026-01-01): nothing was wrong. And so on.',
  );
  expect(page([row('a', { seed: 7, loadBefore: 1.6, commit: 'abc+' })])).toContain(
    '(2026-01-01, commit abc+, seed 7, load 2)',
  );
  const bad = page([row('a', { problems: ['lost'] }), row('b', { skipped: 'no root' })], ['volume-x']);
  expect(bad).toContain('**wrong: 1**');
  expect(bad).toContain('- lost');
  expect(bad).toContain('**Not tried here:** no root.');
  expect(bad).toContain('Left behind: volume-x.');
});

test('a second run writes into the same report', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-crash-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'crash-report.md');
  for (const name of ['a', 'b'])
    await writeCrashReport(file, {
      at: '2026-01-01T00:00:00.000Z',
      seed: 1,
      machine,
      rows: [row(name)],
      left: [],
    });
  const text = await readFile(file, 'utf8');
  expect(text).toContain('## a');
  expect(text).toContain('## b');
  expect(text).toMatch(/\n$/);
});
