import { t } from './words.ts';

const warnMs = 10 * 60_000;
const alarmMs = 2 * 60_000;

export type Urgency = 'alarm' | 'calm' | 'warn';

export function urgency(leftMs: number): Urgency {
  if (leftMs <= alarmMs) return 'alarm';
  return leftMs <= warnMs ? 'warn' : 'calm';
}

/** What happens to it at the end of its time. */
export const itGoes = t('Cluster, Vault and files go with it.');
export const itIsPutAside = t('It is put aside then, as it is, for you to go on later.');

/** Why there is no button for more time. */
export const noMore = t(
  'That is as long as an environment may live, so there is no more time to be had. What you have proven is kept.',
);
