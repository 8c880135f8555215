import { expect, test } from 'vitest';
import type { ExerciseState, Progress } from '#site/protocol/api.ts';
import { sampleCatalog } from '../dev/sample-catalog.ts';
import { untouched, type LearnerProgress } from '../state/exercise-progress-rows.ts';
import { courseProof } from './course-proof.ts';

function progress(states: Readonly<Record<string, ExerciseState>>): Progress {
  const exercises = sampleCatalog.labs[0]!.exercises.map(({ id, bonus }) => ({
    id,
    bonus,
    state: states[id] ?? 'notTried',
    points: states[id] === undefined ? 0 : 10,
    of: 20,
  }));
  return { labs: [{ id: 'static-sync', running: false, exercises }], quizzes: [], next: null };
}

function row(exercise: string, more: Partial<LearnerProgress> = {}): LearnerProgress {
  const firstPassedAt = new Date(0);
  return { ...untouched(exercise), lab: 'static-sync', running: false, firstPassedAt, ...more };
}

const rows = ['store', 'install', 'sync', 'rotate'].map((exercise) => row(exercise));
const needed = { store: 'done', install: 'done', sync: 'done' } as const;

test('what was proven once counts, what was only begun does not', () => {
  const states = progress({ ...needed, install: 'wasDone', sync: 'inWork' });
  const { open } = courseProof(sampleCatalog, states, rows);
  expect(open).toEqual([{ lab: 'static-sync', title: 'Static sync', exercises: 1 }]);
});

test('a bonus is not needed, and counts when it is there', () => {
  expect(courseProof(sampleCatalog, progress(needed), rows)).toEqual({
    open: [],
    labs: [{ id: 'static-sync', title: 'Static sync', exercises: 3, withSolution: 0, points: 30, of: 80 }],
  });
  const more = courseProof(sampleCatalog, progress({ ...needed, rotate: 'done' }), rows);
  expect(more.labs[0]).toMatchObject({ exercises: 4, points: 40 });
});

test('a lab that came to the course later is open', () => {
  const later = { ...sampleCatalog.labs[0]!, id: 'later', title: 'Later' };
  const catalog = { ...sampleCatalog, labs: [...sampleCatalog.labs, later] };
  const { open } = courseProof(catalog, progress(needed), rows);
  expect(open).toEqual([{ lab: 'later', title: 'Later', exercises: 3 }]);
});

test('an open solution is said, unless another attempt did without', () => {
  const shown = [row('store', { solutionShown: true }), row('install', { solutionShown: true }), row('sync')];
  const failed = row('install', { firstPassedAt: undefined });
  const done = progress(needed);
  expect(courseProof(sampleCatalog, done, [...shown, failed]).labs[0]?.withSolution).toBe(2);
  expect(courseProof(sampleCatalog, done, [...shown, row('store')]).labs[0]?.withSolution).toBe(1);
});
