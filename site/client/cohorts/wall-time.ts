import { dateLanguage } from '../language/page-language.ts';

/** What a clock in the zone shows at a moment, as `datetime-local` fields and our API take it: 2026-12-01T09:00. */
export function toWallTime(at: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The way a reader would say it: “1 Dec 2026, 09:00”. */
export function sayWallTime(at: string, timeZone: string): string {
  return new Date(at).toLocaleString(dateLanguage, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
}

/** Whether clocks are known for it. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
