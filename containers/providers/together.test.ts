import { expect, test } from 'vitest';
import { together } from './together.ts';

const never = new AbortController().signal;
const untilAborted = (signal: AbortSignal, then: () => void) =>
  new Promise<void>((_, reject) =>
    signal.addEventListener('abort', () => {
      then();
      reject(signal.reason as Error);
    }),
  );

test('the first failure aborts the others and comes through once they have ended', async () => {
  const error = new Error('first');
  let cleaned = false;
  const failing = () => Promise.reject(error);
  await expect(
    together(never, [(signal) => untilAborted(signal, () => (cleaned = true)), failing]),
  ).rejects.toBe(error);
  expect(cleaned).toBe(true);
});

test('an abort from outside reaches everyone', async () => {
  const outside = new AbortController();
  const reason = new Error('outside');
  let ended = 0;
  const task = (signal: AbortSignal) => untilAborted(signal, () => (ended += 1));
  const run = together(outside.signal, [task, task]);
  outside.abort(reason);
  await expect(run).rejects.toBe(reason);
  expect(ended).toBe(2);
});

test('when all succeed, so does it', async () => {
  await expect(together(never, [() => Promise.resolve(), () => Promise.resolve()])).resolves.toBeUndefined();
});
