import { expect, test } from 'vitest';
import type { ExerciseState, Progress } from '#site/protocol/api.ts';
import { nextStep } from './next-step.ts';

/** A lab whose exercises are `a`, `b`, … in these states; a state with `+` is a bonus. */
function lab(id: string, states: string, running = false): Progress['labs'][number] {
  const exercises = states.split(' ').map((word, index) => ({
    id: 'abc'.charAt(index),
    bonus: word.endsWith('+'),
    state: word.replace('+', '') as ExerciseState,
    points: 0,
    of: 1,
  }));
  return { id, running, exercises };
}

const answered = [{ id: 'quiz', title: 'Quiz', answered: 1, correct: 0, of: 1 }];
const open = [...answered, { id: 'open', title: 'Open', answered: 0, correct: 0, of: 1 }];

test.each<[string, readonly Progress['labs'][number][], Progress['next']]>([
  ['begins at the beginning', [lab('one', 'notTried'), lab('two', 'notTried')], step('begin', 'one', 'a')],
  [
    'mends what broke before all else',
    [lab('one', 'inWork'), lab('two', 'done wasDone notTried', true)],
    step('mend', 'two', 'b'),
  ],
  [
    'goes on where a lab runs',
    [lab('one', 'inWork'), lab('two', 'notTried', true)],
    step('goOn', 'two', 'a'),
  ],
  [
    'goes on with what was begun',
    [lab('one', 'notTried'), lab('two', 'done notTried')],
    step('goOn', 'two', 'b'),
  ],
  ['leaves a bonus alone', [lab('one', 'done notTried+'), lab('two', 'notTried')], step('begin', 'two', 'a')],
  ['asks for quizzes last', [lab('one', 'done')], { kind: 'quiz', quiz: 'open' }],
])('%s', (_, labs, wanted) => {
  expect(nextStep(labs, open)).toEqual(wanted);
});

test('has nothing to ask for once all is done; a wrong answer is an answer', () => {
  expect(nextStep([lab('one', 'done')], answered)).toBeNull();
});

function step(why: 'begin' | 'goOn' | 'mend', inLab: string, exercise: string): Progress['next'] {
  return { kind: 'exercise', why, lab: inLab, exercise };
}
