import { defineCheck, type Check } from './define-check.ts';
import { differs, settling, type Difference, type Verdict } from './outcome.ts';
import type { Probes } from './probes/probes.ts';
import type { RunOptions, runChecks } from './run-checks.ts';
import { createSettlingEpisodes } from './settling-episodes.ts';

export const hints = ['look there', 'this field', 'that command'] as const;
export const wrong: Difference = { saw: 'a cat', wanted: 'a dog', next: 'Swap them.', hints };
export const no = differs('cat', wrong);
export const soon = (untilMs = 60_000): Verdict =>
  settling('growing', { waitingFor: 'the puppy to grow', untilMs, overdue: wrong });

const unreachable = (): never => {
  throw new Error('not in this test');
};

export function world(now = () => new Date()): Probes {
  return {
    kubernetes: { get: unreachable, list: unreachable, logs: unreachable, kinds: unreachable },
    vault: { read: unreachable, list: unreachable, lookupToken: unreachable, capabilities: unreachable },
    services: { ask: unreachable },
    postgres: { query: unreachable },
    challenger: {
      vaultWrite: unreachable,
      vaultDelete: unreachable,
      mergePatch: unreachable,
      create: unreachable,
      delete: unreachable,
    },
    attempt: { values: { password: 'swordfish' }, vaultAddressInCluster: 'http://vault.vault.svc:8200' },
    now,
  };
}

export function check(id: string, judge: () => Verdict, more: Partial<Check> = {}): Check {
  return defineCheck({
    id,
    claim: `claim of ${id}`,
    points: 1,
    watches: [],
    look: () => Promise.resolve(id),
    judge,
    ...more,
  });
}

export function options(more: Partial<RunOptions> = {}): RunOptions {
  const signal = AbortSignal.timeout(8000);
  return {
    mode: 'live',
    signal,
    newIncident: () => 'incident-1',
    episodes: createSettlingEpisodes(),
    ...more,
  };
}

export const kinds = (run: Awaited<ReturnType<typeof runChecks>>) =>
  Object.fromEntries(run.reports.map(({ id, outcome }) => [id, outcome]));
