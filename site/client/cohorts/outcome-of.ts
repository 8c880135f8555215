import { sayWallTime } from './wall-time.ts';

const states = { delivered: 'taken', failed: 'given up', pending: 'on its way' };

export interface Sent {
  readonly state: keyof typeof states;
  readonly tries: readonly { readonly status: number | null; readonly error: string | null }[];
  readonly nextAt: string | null;
}

/** What became of something that another system was to be told. */
export function outcomeOf({ state, tries, nextAt }: Sent, timeZone: string): string {
  const last = tries.at(-1);
  const answer = last === undefined ? undefined : (last.error ?? `answered ${last.status ?? 'nothing'}`);
  const parts = [
    `${states[state]}${tries.length > 1 ? ` after ${tries.length} tries` : ''}`,
    answer,
    state === 'pending' && nextAt !== null ? `next try ${sayWallTime(nextAt, timeZone)}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
