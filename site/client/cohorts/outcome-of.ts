import { sayWallTime } from './wall-time.ts';
import { t } from './words.ts';

const states = { delivered: t('taken'), failed: t('given up'), pending: t('on its way') };

export interface Sent {
  readonly state: keyof typeof states;
  readonly tries: readonly { readonly status: number | null; readonly error: string | null }[];
  readonly nextAt: string | null;
}

/** What became of something that another system was to be told. */
export function outcomeOf({ state, tries, nextAt }: Sent, timeZone: string): string {
  const last = tries.at(-1);
  const answer = last === undefined ? undefined : (last.error ?? answerOf(last.status));
  const parts = [
    tries.length > 1
      ? t('{{outcome}} after {{count}} tries', { outcome: states[state], count: tries.length })
      : states[state],
    answer,
    state === 'pending' && nextAt !== null
      ? t('next try {{time}}', { time: sayWallTime(nextAt, timeZone) })
      : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function answerOf(status: number | null): string {
  return status === null ? t('answered nothing') : t('answered {{status}}', { status });
}
