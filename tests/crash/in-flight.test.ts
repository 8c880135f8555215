import { expect, test } from 'vitest';
import { InFlight, Meetings, works } from './in-flight.ts';

test('what is asked and not answered is under way, also when it fails', async () => {
  const inFlight = new InFlight();
  const answer = Promise.withResolvers<undefined>();
  const asking = inFlight.during('checking', () => answer.promise);
  expect(inFlight.now()).toEqual(['checking']);
  answer.reject(new Error('gone'));
  await expect(asking).rejects.toThrow('gone');
  expect(inFlight.now()).toEqual([]);
});

test('a kind of work that fewer than a fifth of the rounds met is a problem', () => {
  const meetings = new Meetings();
  for (let round = 0; round < 10; round += 1)
    meetings.add(round < 2 ? works : works.filter((work) => work !== 'checking'));
  expect(meetings.problems()).toEqual([]);
  for (let round = 0; round < 5; round += 1) meetings.add(['creating', 'submitting', 'answering']);
  expect(meetings.problems()).toEqual(['only 2 of 15 rounds met checking']);
  expect(meetings.toString()).toBe('creating 15, checking 2, submitting 15, answering 15, importing 10');
});
