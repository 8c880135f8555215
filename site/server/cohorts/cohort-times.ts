import { DateTime, IANAZone } from 'luxon';
import { RequestFault } from '../fault-to-response.ts';

/** A moment from ISO text; without an offset it is meant in the zone. Throws a RequestFault 400 that names the field. */
export function parseTime(text: string, timeZone: string, field: string): Date {
  const time = DateTime.fromISO(text, { zone: timeZone });
  if (time.isValid) return time.toJSDate();
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: `\`${field}\` is no date and time: ${text.slice(0, 40)}.`,
    hint: 'Write it as 2026-12-01T09:00, in the time zone of the cohort.',
  });
}

/** Throws a RequestFault 400 for a name that is no time zone. */
export function refuseUnknownZone(timeZone: string): void {
  if (IANAZone.isValidZone(timeZone)) return;
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: `There is no time zone \`${timeZone.slice(0, 60)}\`.`,
    hint: 'Use a name of the IANA list, such as Europe/Berlin or America/New_York.',
  });
}

/** The way people of the cohort would say it: “1 Dec 2026, 09:00 (Europe/Berlin)”. */
export function sayTime(at: Date, timeZone: string): string {
  return `${DateTime.fromJSDate(at).setZone(timeZone).toFormat('d LLL yyyy, HH:mm')} (${timeZone})`;
}

/** Whole days from one date to another as a calendar in the zone counts them: a day with 23 hours is a day. */
export function daysBetween(from: Date, to: Date, timeZone: string): number {
  const start = DateTime.fromJSDate(from).setZone(timeZone).startOf('day');
  const end = DateTime.fromJSDate(to).setZone(timeZone).startOf('day');
  return Math.round(end.diff(start, 'days').days);
}

/** Days later at the same time of the day, also when clocks were changed in between. */
export function plusDays(at: Date, days: number, timeZone: string): Date {
  return DateTime.fromJSDate(at).setZone(timeZone).plus({ days }).toJSDate();
}
