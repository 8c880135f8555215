import { expect, test } from 'vitest';
import { requireRoom, type QuotaQuestion } from './quota.ts';

const rules = { perLearner: 1, keepFreeMiB: 500 };
const running = (learner: string, state: 'creating' | 'parked' | 'ready' = 'ready') => ({
  owner: { learner, attempt: 'a' },
  state,
});
const question: QuotaQuestion = { learner: 'me', startState: 'bare', environments: [], availableMiB: 8_000 };

test('an empty machine has room', () => {
  expect(() => requireRoom(question, rules)).not.toThrow();
});

test('one learner has one environment at a time, others are not in the way', () => {
  expect(() => requireRoom({ ...question, environments: [running('you')] }, rules)).not.toThrow();
  expect(() => requireRoom({ ...question, environments: [running('me')] }, rules)).toThrow(
    'You have 1 environment running; 1 at a time is allowed.',
  );
});

test('a machine may be set to a number', () => {
  const environments = [running('a'), running('b')];
  expect(() => requireRoom({ ...question, environments }, { ...rules, perMachine: 3 })).not.toThrow();
  expect(() => requireRoom({ ...question, environments }, { ...rules, perMachine: 2 })).toThrow(
    'set to run 2 environments at a time',
  );
});

test('too little memory says how much is missing', () => {
  expect(() => requireRoom({ ...question, availableMiB: 1_000 }, rules)).not.toThrow();
  expect(() => requireRoom({ ...question, availableMiB: 900 }, rules)).toThrow(
    '100 MiB are missing (0 environments running)',
  );
});

test('memory that is promised to others counts as taken', () => {
  const availableMiB = 1_500;
  expect(() =>
    requireRoom({ ...question, availableMiB, environments: [running('you')] }, rules),
  ).not.toThrow();
  expect(() =>
    requireRoom({ ...question, availableMiB, environments: [running('you', 'creating')] }, rules),
  ).toThrow('150 MiB are missing');
});

test('what a learner put aside asks for room again when it comes back, what sleeps in the pool does not', () => {
  const ask = (learner: string) => () =>
    requireRoom({ ...question, availableMiB: 1_200, environments: [running(learner, 'parked')] }, rules);
  expect(ask('you')).not.toThrow();
  expect(ask('kindlab-pool')).toThrow('100 MiB are missing');
});

test('a machine that cannot tell its memory is not held back', () => {
  expect(() => requireRoom({ ...question, availableMiB: undefined }, rules)).not.toThrow();
});
