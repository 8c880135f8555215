import { expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { TicketOffice } from './tickets.ts';

const grant = { attempt: 'a1', tab: 'one' };

test('a ticket is good once, for its own terminal', () => {
  const office = new TicketOffice();
  const { token } = office.issue(grant);
  expect(office.redeem(token)).toEqual(grant);
  expect(office.redeem(token)).toBeUndefined();
});

test('a ticket is good for half a minute', () => {
  let now = 0;
  const office = new TicketOffice(() => now);
  const [early, late] = [office.issue(grant), office.issue(grant)];
  now = 30_000;
  expect(office.redeem(early.token)).toEqual(grant);
  now = 30_001;
  expect(office.redeem(late.token)).toBeUndefined();
});

test('tickets can not be guessed, nor read from what the server keeps', () => {
  const office = new TicketOffice();
  const tokens = Array.from({ length: 200 }, () => office.issue(grant).token);
  expect(new Set(tokens).size).toBe(200);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(24);
  expect(office.redeem('')).toBeUndefined();
  expect(office.redeem(tokens[0]?.slice(0, -1) ?? '')).toBeUndefined();
});

test('asking for many takes no memory without end, and they run out by themselves', () => {
  let now = 0;
  const office = new TicketOffice(() => now);
  for (let count = 0; count < 1000; count += 1) office.issue(grant);
  expect(() => office.issue(grant)).toThrow(Fault);
  now = 31_000;
  expect(office.issue(grant).token).not.toBe('');
});
