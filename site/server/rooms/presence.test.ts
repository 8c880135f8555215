import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Presence } from './presence.ts';

const gone = vi.fn<(key: string) => void>();
let presence: Presence;

beforeEach(() => {
  vi.useFakeTimers();
  gone.mockReset();
  presence = new Presence(1000, gone);
});
afterEach(() => vi.useRealTimers());

test('a reload is no leaving', () => {
  const leave = presence.arrive('ada');
  vi.advanceTimersByTime(5000);
  leave();
  vi.advanceTimersByTime(900);
  presence.arrive('ada');
  vi.advanceTimersByTime(5000);
  expect(gone).not.toHaveBeenCalled();
  expect(presence.has('ada')).toBe(true);
});

test('somebody is gone once the last page is, and said so once', () => {
  const first = presence.arrive('ada');
  const second = presence.arrive('ada');
  first();
  first();
  vi.advanceTimersByTime(5000);
  expect(gone).not.toHaveBeenCalled();
  second();
  vi.advanceTimersByTime(1000);
  expect(gone.mock.calls).toEqual([['ada']]);
  expect(presence.has('ada')).toBe(false);
});

test('who is expected and does not come is gone', () => {
  presence.expect('ada');
  expect(presence.has('ada')).toBe(true);
  vi.advanceTimersByTime(1000);
  expect(gone.mock.calls).toEqual([['ada']]);
});

test('who is there already is not made to leave by being expected', () => {
  presence.arrive('ada');
  presence.expect('ada');
  vi.advanceTimersByTime(5000);
  expect(gone).not.toHaveBeenCalled();
});
