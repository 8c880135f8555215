import { silentLog, systemClock, type Clock } from '#containers/providers/surroundings.ts';
import { Reaper } from '#containers/sessions/reaper.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';

/** A reaper that looks all the time, by a clock that a test can move. */
export function eagerReaper(clock: Clock): NonNullable<ServerDeps['reap']> {
  return ({ provider, claimed, held, signal }) =>
    new Reaper({
      provider,
      clock,
      log: silentLog,
      intervalMs: 10,
      claimed: () => Promise.resolve(claimed()),
      held,
    }).run(signal);
}

/** The clock of this machine, some time later. */
export function laterClock(): Clock & { laterMs: number } {
  return {
    laterMs: 0,
    now() {
      return new Date(Date.now() + this.laterMs);
    },
    wait: (milliseconds, signal) => systemClock.wait(milliseconds, signal),
  };
}
