import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Lab } from '../lab.ts';
import { toNotFooled } from './not-fooled.ts';
import type { Trial, VerifyReport } from './verify-report.ts';

const outcome = {
  kind: 'failed',
  branch: 'x',
  saw: 'a | b',
  wanted: 'c',
  next: 'd',
  hints: ['a', 'b', 'c'],
} as const;
const refused: Trial = {
  exercise: 'boil',
  name: 'fake-steam',
  round: 1,
  problems: [],
  checks: [
    { id: 'there', outcome: { kind: 'passed' }, durationMs: 1 },
    { id: 'hot', outcome, durationMs: 1 },
  ],
  scriptMs: 1,
  checkMs: 1,
};

test('each fake stands there with what it does and what refused it; one that passed cannot be overlooked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kindlab-fakes-'));
  for (const name of ['fake-steam', 'fake-picture'])
    await writeFile(join(folder, `${name}.sh`), '#!/usr/bin/env bash\n# Fake: it only looks hot.\n');
  const lab = { id: 'tea', title: 'Tea', exercises: [{ id: 'boil', mistakesDir: folder }] } as unknown as Lab;
  const passed = { ...refused, name: 'fake-picture', problems: ['hot had to fail; it passed'] };
  const other = { ...refused, name: 'too-cold' };
  const report = { lab: 'tea', startedAt: '2026-01-02T03:04:05Z', trials: [refused, passed, other] };
  const page = await toNotFooled([{ lab, report: report as unknown as VerifyReport }]);
  expect(page).toContain('1 of 2 fakes were refused.');
  expect(page).toContain('| boil | it only looks hot. | `hot` | a \\| b |');
  expect(page).toContain('| boil | it only looks hot. | **nobody** | hot had to fail; it passed |');
  expect(page).not.toContain('too-cold');
});
