import type { CohortChange, CohortView, NewCohort } from '#site/protocol/cohorts.ts';
import type { LateRule } from '#site/protocol/marks.ts';
import { toWallTime } from './wall-time.ts';

/** What the fields of a cohort's form say, by name. */
export type Values = (name: string) => string;
/** The rules of a cohort as a form asks for them; times are wall-clock times of its zone. */
export type Plan = Omit<NewCohort, 'course'>;
type LabRule = Plan['labs'][number];

/** What a form without anything in it begins with. */
export function emptyValues(timeZone: string): Readonly<Record<string, string>> {
  return {
    timeZone,
    seats: '20',
    hints: 'on',
    trace: 'on',
    egress: 'on',
    kubeconfig: '',
    late: 'none',
    percent: '10',
  };
}

/** What the fields say of a cohort that there is. */
export function valuesOf(cohort: CohortView): Readonly<Record<string, string>> {
  const { name, timeZone, seats, hints, trace, egress, kubeconfig, late } = cohort;
  const wall = (at: string | null): string => (at === null ? '' : toWallTime(at, timeZone));
  const labs = cohort.labs.flatMap(({ lab, graded, opensAt, closesAt, dueAt }): [string, string][] => [
    [`${lab}.use`, graded ? 'graded' : 'practice'],
    [`${lab}.opens`, wall(opensAt)],
    [`${lab}.closes`, wall(closesAt)],
    [`${lab}.due`, wall(dueAt)],
  ]);
  return {
    name,
    timeZone,
    starts: wall(cohort.startsAt),
    ends: wall(cohort.endsAt),
    seats: String(seats),
    leaseMinutes: String(cohort.leaseMinutes ?? ''),
    mostRunning: String(cohort.mostRunning ?? ''),
    maxAttempts: String(cohort.maxAttempts ?? ''),
    hints: hints ? 'on' : '',
    trace: trace ? 'on' : '',
    egress: egress ? 'on' : '',
    kubeconfig: kubeconfig ? 'on' : '',
    late: late.kind,
    percent: late.kind === 'perDay' ? String(late.percent) : '10',
    ...Object.fromEntries(labs),
  };
}

/** The plan that the fields describe. Ask `findMistakes` first. */
export function planOf(values: Values, labs: readonly string[]): Plan {
  return {
    name: values('name').trim(),
    timeZone: values('timeZone').trim(),
    starts: values('starts'),
    ends: values('ends'),
    seats: Number(values('seats')),
    labs: labs.filter((lab) => isUsed(values, lab)).map((lab) => labRule(values, lab)),
    ...limit(values, 'leaseMinutes'),
    ...limit(values, 'mostRunning'),
    ...limit(values, 'maxAttempts'),
    hints: values('hints') === 'on',
    trace: values('trace') === 'on',
    egress: values('egress') === 'on',
    kubeconfig: values('kubeconfig') === 'on',
    late: lateRule(values),
  };
}

/** Only what differs, so that a form that shows minutes does not cut the seconds off of times it was not asked to change. */
export function changeOf(before: Plan, after: Plan): CohortChange {
  const keys = ['name', 'seats', 'hints', 'trace', 'egress', 'kubeconfig', 'late', 'labs'] as const;
  const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  const plain = keys.filter((key) => !same(before[key], after[key])).map((key) => [key, after[key]] as const);
  const limits = limitNames
    .filter((key) => before[key] !== after[key])
    .map((key) => [key, after[key] ?? null] as const);
  const change: CohortChange = { ...Object.fromEntries(plain), ...Object.fromEntries(limits) };
  if (before.timeZone !== after.timeZone) {
    // The clocks on the form stay as they are: nine o'clock is meant there now.
    const { timeZone, starts, ends, labs } = after;
    return { ...change, timeZone, starts, ends, labs };
  }
  return {
    ...change,
    ...(before.starts === after.starts ? {} : { starts: after.starts }),
    ...(before.ends === after.ends ? {} : { ends: after.ends }),
  };
}

const limitNames = ['leaseMinutes', 'mostRunning', 'maxAttempts'] as const;

function limit<Name extends (typeof limitNames)[number]>(
  values: Values,
  name: Name,
): Partial<Record<Name, number>> {
  const made: Partial<Record<Name, number>> = {};
  if (values(name) !== '') made[name] = Number(values(name));
  return made;
}

/** Whether the cohort names the lab at all. */
export function isUsed(values: Values, lab: string): boolean {
  return values(`${lab}.use`) === 'graded' || values(`${lab}.use`) === 'practice';
}

function labRule(values: Values, lab: string): LabRule {
  const rule: LabRule = { lab, graded: values(`${lab}.use`) === 'graded' };
  for (const name of ['opens', 'closes', 'due'] as const) {
    const time = values(`${lab}.${name}`);
    if (time !== '') rule[name] = time;
  }
  return rule;
}

function lateRule(values: Values): LateRule {
  switch (values('late')) {
    case 'perDay':
      return { kind: 'perDay', percent: Number(values('percent')) };
    case 'cutOff':
      return { kind: 'cutOff' };
    default:
      return { kind: 'none' };
  }
}
