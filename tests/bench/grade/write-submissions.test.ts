import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planSteps } from '#labs/grading/submissions/plan-steps.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import type { HandedIn } from '#site/cli/grade-into.ts';
import { readSubmissionsByLab } from '#site/cli/grade-sources.ts';
import { cases } from './cases.ts';
import { wordsOf, type Expectation } from './expectation.ts';
import { writeSubmissions } from './write-submissions.ts';

let inbox: string;
let expected: readonly Expectation[];
let handedIn: readonly HandedIn[];

beforeAll(async () => {
  inbox = await mkdtemp(path.join(os.tmpdir(), 'kindlab-mixed-'));
  const catalog = await loadCatalog();
  expected = await writeSubmissions(inbox, cases, catalog);
  handedIn = await readSubmissionsByLab([inbox], catalog, AbortSignal.timeout(60_000));
});

afterAll(() => rm(inbox, { recursive: true }));

test('there are 40 of them, of every kind and both labs, mixed from the beginning', () => {
  const counts = Object.fromEntries(
    [...Map.groupBy(cases, ({ kind }) => kind)].map(([kind, own]) => [kind, own.length]),
  );
  expect(counts).toEqual({ whole: 10, wrong: 12, cheating: 6, hostile: 8, broken: 4 });
  expect(new Set(cases.slice(0, 10).map(({ kind }) => kind)).size).toBe(5);
  expect(new Set(cases.map(({ lab }) => lab))).toEqual(new Set(['static-sync', 'kubernetes-auth']));
});

test('each is read under the name that is expected, and is refused unread exactly where it has to be', () => {
  const read = handedIn.map(({ lab, submission: { name, content } }) => [
    name,
    lab.id,
    content.kind === 'rejected' ? content.code : 'files',
  ]);
  const wanted = expected.map(({ name, lab, verdict }) => [
    name,
    lab,
    verdict.kind === 'rejected' ? verdict.code : 'files',
  ]);
  expect(read.toSorted()).toEqual(wanted.toSorted());
});

test('what can be read is all acted on, and is bash', () => {
  for (const { lab, submission } of handedIn) {
    if (submission.content.kind !== 'files') continue;
    const { files } = submission.content;
    expect(planSteps(lab, files).notes, submission.name).toEqual([]);
    for (const { path: file, content } of files) {
      expect(file).toMatch(/\.sh$/);
      execFileSync('bash', ['-n'], { input: content });
    }
  }
});

test.each([
  ['whole-folder', '38 of 38'],
  ['other-value', '36 of 38'],
  ['two-puts', '1 of 38'],
  ['version-1', '11 of 38'],
  ['single-keys', '37 of 38'],
  ['edits-secret', '34 of 38'],
  ['two-namespaces', '30 of 39'],
  ['fake-forging-loop', '35 of 38'],
  ['fake-root-by-another-name', '14 of 39'],
  ['fake-spare-store', '33 of 39'],
  ['endless', '4 of 38'],
  ['flood', '8 of 39'],
])('%s has to come to %s', (title, words) => {
  const found = expected.find(({ name }) => name.endsWith(title));
  expect(found && wordsOf(found.verdict)).toBe(words);
});

test('a mistake takes along what needs it in its exercise, and leaves the other exercises alone', () => {
  const { verdict } = expected.find(({ name }) => name.endsWith('two-namespaces'))!;
  if (verdict.kind !== 'graded') throw new Error(verdict.kind);
  expect(verdict.exercises.map(({ exercise, points, passed }) => [exercise, points, passed])).toEqual([
    ['enable-auth', 8, true],
    ['bind-role', 3, false],
    ['switch-store', 9, true],
    ['close-old-door', 6, true],
    ['bind-audience', 4, true],
  ]);
  expect(verdict.refusal).toMatchObject({ exercise: 'bind-role', check: 'role-bound', outcome: 'failed' });
});
