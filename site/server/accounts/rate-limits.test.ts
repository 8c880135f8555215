import { expect, test } from 'vitest';
import { RequestFault } from '../fault-to-response.ts';
import { rateLimit } from './rate-limits.ts';

const refuse = (): Promise<never> =>
  Promise.reject(new RequestFault(401, { code: 'NOT_ALLOWED', message: 'Wrong.', hint: 'Try again.' }));
const fail = (): Promise<never> => Promise.reject(new Error('the database is away'));
const succeed = (): Promise<string> => Promise.resolve('in');

test('what is refused counts, and then nobody gets in from there', async () => {
  const limit = rateLimit(3, 1);
  for (let tries = 0; tries < 3; tries += 1)
    await expect(limit.guess(['a'], refuse)).rejects.toThrow('Wrong');
  await expect(limit.guess(['a'], succeed)).rejects.toThrow('Too many tries');
  expect(await limit.guess(['b'], succeed)).toBe('in');
});

test('what succeeds, or could not be decided, does not', async () => {
  const limit = rateLimit(3, 1);
  for (let tries = 0; tries < 20; tries += 1) await expect(limit.guess(['a'], fail)).rejects.toThrow('away');
  for (let tries = 0; tries < 20; tries += 1) expect(await limit.guess(['a'], succeed)).toBe('in');
  for (let tries = 0; tries < 3; tries += 1)
    await expect(limit.guess(['a'], refuse)).rejects.toThrow('Wrong');
  await expect(limit.guess(['a'], succeed)).rejects.toThrow('Too many tries');
});
