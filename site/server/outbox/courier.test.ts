import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '#tests/server/until.ts';
import type { DeliveryTry } from '../grader-api/messages.ts';
import { Courier, type Errand, type Outcome } from './courier.ts';

interface Note extends Errand {
  readonly to: string;
}

const waitMs = 60_000;
const at = '2026-01-01T00:00:00.000Z';

function made(status: number | null): Outcome {
  return { made: { at, ms: 1, status, error: null } };
}

/** Receivers by name; each answers as it is told to, when it is told to. */
function office({ names, post, retryMs = 1 }: Office) {
  const ends = new Map<string, string>();
  const held = new Map<string, Date>();
  const pending = names.map((name, index): Note => ({ id: `${name}${index}`, to: name, tries: [] }));
  const courier = new Courier<Note>({
    part: 'test',
    log: pino({ enabled: false }),
    retryMs,
    pending: () => Promise.resolve(pending),
    to: ({ to }) => Promise.resolve(to),
    post: ({ to }, signal) => post(to, signal),
    record: ({ id }, { state }: { readonly tries: readonly DeliveryTry[]; readonly state: string }) => {
      ends.set(id, state);
      return Promise.resolve();
    },
    scheduled: ({ id }, when) => {
      held.set(id, when);
      return Promise.resolve();
    },
  });
  onTestFinished(() => courier.stop());
  courier.wake();
  return { ends, held };
}

interface Office {
  readonly names: readonly string[];
  readonly post: (to: string, signal: AbortSignal) => Promise<Outcome>;
  readonly retryMs?: number;
}

/** Answers only when the server stops. */
function never(signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(made(null)), { once: true }),
  );
}

test('dead receivers hold up nobody else, and two sends at most are under way to each', async () => {
  const underWay = new Map<string, number>();
  const dead = ['a', 'b', 'c', 'd', 'e'];
  const names = [
    ...dead.flatMap((name) => Array.from({ length: 10 }, () => name)),
    'alive',
    'alive',
    'alive',
  ];
  const { ends } = office({
    names,
    post: (to, signal) => {
      if (to === 'alive') return Promise.resolve(made(204));
      underWay.set(to, (underWay.get(to) ?? 0) + 1);
      return never(signal);
    },
  });
  await until('the one that listens has all of it', () => ends.size === 3 || undefined, waitMs);
  expect([...ends.values()]).toEqual(['delivered', 'delivered', 'delivered']);
  await until('all the dead are tried', () => underWay.size === dead.length || undefined, waitMs);
  expect([...underWay.values()]).toEqual(dead.map(() => 2));
});

test('a receiver that does not answer is asked by few until it does, and then by all', async () => {
  let asked = 0;
  let isBack = false;
  const names = Array.from({ length: 30 }, () => 'a');
  const { ends, held } = office({
    names,
    retryMs: 40,
    post: () => {
      asked += 1;
      return Promise.resolve(made(isBack ? 204 : 503));
    },
  });
  await until('eight tries', () => asked >= 8 || undefined, waitMs);
  // Each would have been tried once by now, were they not waiting together.
  expect(asked).toBeLessThan(names.length);
  expect(held.size).toBeGreaterThan(0);
  isBack = true;
  await until(
    'all of it',
    () => [...ends.values()].filter((state) => state === 'delivered').length === names.length || undefined,
    waitMs,
  );
});

test('a refusal is an answer: what comes after it does not wait', async () => {
  let asked = 0;
  const names = Array.from({ length: 20 }, () => 'a');
  const { ends } = office({
    names,
    retryMs: 3_600_000,
    post: () => {
      asked += 1;
      return Promise.resolve(made(asked === 1 ? 400 : 204));
    },
  });
  await until('all but the one that was refused', () => asked === names.length || undefined, waitMs);
  await until('their ends', () => ends.size === names.length || undefined, waitMs);
  expect([...ends.values()].toSorted()).toEqual([...names.slice(1).map(() => 'delivered'), 'pending']);
});
