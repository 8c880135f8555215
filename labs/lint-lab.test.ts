import { expect, test } from 'vitest';
import type { Check } from '#checkers/define-check.ts';
import { holds } from '#checkers/outcome.ts';
import type { Exercise, Lab } from './lab.ts';
import { lintLab } from './lint-lab.ts';

const check = (id: string, more: Partial<Check> = {}): Check => ({
  id,
  claim: `The claim of ${id}`,
  points: 1,
  watches: [],
  look: () => Promise.resolve(1),
  judge: () => holds,
  ...more,
});
const challenge = { challenge: true, doing: 'this and that' } as const;

function lab(exercises: Readonly<Record<string, readonly Check[]>>): Lab {
  const limits = { nodeMemoryMiB: 16, workspaceMemoryMiB: 16, vaultMemoryMiB: 16, workspacePids: 32 };
  const files = { solutionFile: '', resetFile: '', mistakesDir: '' };
  return {
    id: 'tea',
    title: 'Tea',
    order: 1,
    story: '',
    minutes: 5,
    environment: { startState: 'bare', namespaces: [], leaseMs: 1, limits },
    exercises: Object.entries(exercises).map(([id, checks]): Exercise => ({
      id,
      title: id,
      goal: id,
      minutes: 5,
      bonus: false,
      checks,
      ...files,
    })),
    newValues: () => ({}),
  };
}

test('a challenge may be needed by a challenge of the same exercise', () => {
  const pour = [check('hot', challenge), check('tasty', { ...challenge, needs: ['hot'] })];
  expect(lintLab(lab({ pour }))).toEqual([]);
});

test('a challenge of another exercise is never proven where it is needed, not even by a challenge', () => {
  const boil = [check('hot', challenge)];
  const pour = [check('tasty', { ...challenge, needs: ['hot'] })];
  expect(lintLab(lab({ boil, pour }))).toEqual([
    'tea/pour, check tasty: it needs the challenge hot of the exercise boil, which only runs there: name a check that looks.',
  ]);
});

test('a check that only looks may be needed from anywhere', () => {
  expect(lintLab(lab({ boil: [check('hot')], pour: [check('tasty', { needs: ['hot'] })] }))).toEqual([]);
});
