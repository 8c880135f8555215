import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from './load-catalog.ts';
import { isBranch, listBranches } from './verify/judge-branches.ts';
import { readFacts } from './verify/read-facts.ts';
import { toFactFile } from './verify/record-facts.ts';

const { labs } = await loadCatalog();

const recorded = await Promise.all(
  labs.map(async (lab) => {
    const files = await Promise.all(
      lab.exercises.map(async (exercise) => {
        const facts = await readFacts(exercise);
        return [...facts].map(([name, file]) => ({ exercise, name, file }));
      }),
    );
    return { lab, facts: files.flat() };
  }),
);

/** Branches without a fact, by lab: a list that may only get shorter. */
const gaps = JSON.parse(await readFile(join(import.meta.dirname, 'facts-gaps.json'), 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;

test('the first lab has recorded facts', () => {
  expect(recorded.find(({ lab }) => lab.id === 'static-sync')?.facts.length).toBeGreaterThan(90);
});

describe.each(recorded.filter(({ facts }) => facts.length > 0))('$lab.id', ({ lab, facts }) => {
  test.each(facts)('$exercise.id/facts/$name is judged as it was', ({ exercise, name, file }) => {
    const check = exercise.checks.find(({ id }) => id === file.check);
    expect(check, `${exercise.id} has no check ${file.check}`).toBeDefined();
    expect(toFactFile(check!, file.fact)).toEqual(file);
    expect(name).toBe(`${file.check}.${file.branch ?? 'holds'}.json`);
  });

  test('every branch of every judge has a fact, but for those that no recording has shown yet', async () => {
    const entries = lab.exercises.map(({ solutionFile }) => join(dirname(solutionFile), 'checks.ts'));
    const branches = await listBranches(dirname(dirname(entries[0]!)), entries);
    const without = branches.filter(
      ({ branch, checks }) =>
        !facts.some(({ file }) => checks.includes(file.check) && isBranch(branch, file.branch ?? '')),
    );
    const unseen = without.map(({ file, branch }) => `${file}: ${branch}`);
    expect(unseen).toEqual(gaps[lab.id] ?? []);
  });

  test('every check has a fact that holds', () => {
    const held = new Set(facts.filter(({ file }) => file.kind === 'holds').map(({ file }) => file.check));
    const checks = lab.exercises.flatMap((exercise) => exercise.checks.map(({ id }) => id));
    expect(checks.filter((id) => !held.has(id))).toEqual([]);
  });
});
