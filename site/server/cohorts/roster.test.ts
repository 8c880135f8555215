import { expect, test } from 'vitest';
import { readRoster, writeRoster } from './roster.ts';

test('takes what spreadsheets save: other separators, a byte-order mark, more columns, empty lines', () => {
  const csv =
    '\uFEFFName;E-Mail;Room\r\n"Lovelace; Ada";ada@example.com;1\r\n\r\nGrace;GRACE@example.com;2\r\n';
  expect(readRoster(csv)).toEqual([
    { line: 2, email: 'ada@example.com', name: 'Lovelace; Ada', repeated: false },
    { line: 4, email: 'GRACE@example.com', name: 'Grace', repeated: false },
  ]);
});

test('says of each line what is wrong with it', () => {
  const csv = `email,name\nada@example.com,Ada\nADA@example.com,Ada again\nnot an address,X\nx@example.com,\ny@example.com,${'y'.repeat(101)}`;
  expect(readRoster(csv).map(({ line, why, repeated }) => [line, repeated ? 'repeated' : why])).toEqual([
    [2, undefined],
    [3, 'repeated'],
    [4, 'This is no e-mail address.'],
    [5, 'The name is missing.'],
    [6, 'The name has more than 100 characters.'],
  ]);
});

test.each([
  ['mail,name\nx,y', 'names no column email'],
  ['email,name\n"open,y', 'Quote Not Closed'],
  ['email,name\na@example.com,A,extra', 'Invalid Record Length'],
])('refuses %j', (csv, why) => {
  expect(() => readRoster(csv)).toThrow(why);
});

test('writes no cell that a spreadsheet would run', () => {
  const joinedAt = new Date('2026-01-01T00:00:00Z');
  const member = { account: 'a', email: 'a@example.com', role: 'learner' as const, joinedAt };
  const names = ['=HYPERLINK("http://evil.example")', '+1', '-1', '@x', '\t=1'];
  const lines = writeRoster(names.map((name) => ({ ...member, name }))).split('\n');
  expect(lines[0]).toBe('email,name,role,joined');
  for (const line of lines.slice(1, -1)) expect(line).toMatch(/^a@example\.com,"?'/);
});
