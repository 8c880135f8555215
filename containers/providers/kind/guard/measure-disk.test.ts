import { expect, test } from 'vitest';
import { addUp, inputOf } from './measure-disk.ts';

const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];
const parts = [
  { environment: 'e1', container: one },
  { environment: 'e1', container: 'c'.repeat(64) },
  { environment: 'e2', container: two },
];
const say = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

test('folders and files that are only open are added up by environment, and what two containers share counts once', () => {
  const output = say(
    'folder e1 /upper/1 100',
    'folder e1 /volumes/audit 30',
    'folder e1 /volumes/audit 30',
    'folder e2 /upper/2 7',
    `open ${one} 5.1 1000`,
    `open ${'9'.repeat(64)} 5.2 555`,
    'open - 5.3 555',
    'end',
  );
  expect(addUp(output, parts)).toEqual(
    new Map([
      ['e1', 1130],
      ['e2', 7],
    ]),
  );
});

test('an environment of which a part could not be measured has no sum, and an answer that was cut short says nothing', () => {
  const output = say('folder e1 /upper/1 100', 'folder e1 /volumes/x -', 'folder e2 /upper/2 7', 'end');
  expect(addUp(output, parts)).toEqual(new Map([['e2', 7]]));
  expect(addUp(output.replace('end\n', ''), parts)).toEqual(new Map());
  expect(addUp('', parts)).toEqual(new Map());
});

test('what is to be measured is one line for each container', () => {
  const part = { environment: 'e1', container: one, pid: 42, endpoint: '', volumes: ['/v/1', '/v/2'] };
  expect(inputOf([part, { ...part, volumes: [] }])).toBe(`e1 ${one} 42 /v/1 /v/2\ne1 ${one} 42\n`);
});
