import { t } from './words.ts';

/** “3 min”, “1 h 5 min”, “40 s”: rounded the way a person would say it. */
export function inWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return t('{{seconds}} s', { seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('{{minutes}} min', { minutes });
  const rest = minutes % 60;
  return rest === 0
    ? t('{{hours}} h', { hours: minutes / 60 })
    : t('{{hours}} h {{rest}} min', { hours: Math.floor(minutes / 60), rest });
}

/** Time left of an estimate made `sinceMs` ago, never below zero and never falsely exact. */
export function timeLeft(estimateMs: number, sinceMs: number): string {
  const left = estimateMs - sinceMs;
  if (left <= 2000) return t('any moment now');
  if (left < 60_000) return t('about {{left}} s left', { left: Math.ceil(left / 5000) * 5 });
  return t('about {{time}} left', { time: inWords(left) });
}
