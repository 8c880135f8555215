import { expect, test } from 'vitest';
import { nextLab, type Standing } from './next-lab.ts';

const course = ['static-sync', 'auto-unseal', 'rotation'];
const at = (learner: string, lab: string, left: number, egress = true): Standing => ({
  ...{ learner, lab, left, egress },
});

test.each<[string, readonly Standing[], string | undefined]>([
  ['nobody is at work', [], undefined],
  ['somebody has only begun', [at('ada', 'static-sync', 5)], undefined],
  ['one exercise is left', [at('ada', 'static-sync', 1)], 'auto-unseal'],
  ['all is done', [at('ada', 'static-sync', 0)], 'auto-unseal'],
  ['the last of the course', [at('ada', 'rotation', 0)], undefined],
  ['the next one runs already', [at('ada', 'static-sync', 0), at('ada', 'auto-unseal', 4)], undefined],
  ['a lab that is no part of the course', [at('ada', 'of-old', 3)], undefined],
  [
    'most decide',
    [at('ada', 'static-sync', 0), at('ben', 'auto-unseal', 0), at('cleo', 'auto-unseal', 1)],
    'rotation',
  ],
])('%s', (_, standings, lab) => {
  expect(nextLab(standings, course)?.lab).toBe(lab);
});

test('those that may reach out and those that may not are counted apart', () => {
  const standings = [
    at('a', 'static-sync', 0),
    at('b', 'static-sync', 0, false),
    at('c', 'static-sync', 1, false),
  ];
  expect(nextLab(standings, course)).toEqual({ lab: 'auto-unseal', egress: false });
});
