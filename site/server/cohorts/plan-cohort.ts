import type { CohortChange, CohortView, NewCohort } from '#site/protocol/cohorts.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { Cohort, CohortPlan } from '../state/cohort-rows.ts';
import { daysBetween, parseTime, plusDays, refuseUnknownZone } from './cohort-times.ts';

/** A cohort as it was asked for. Throws a RequestFault 400 that names what can't be. */
export function planCohort(wanted: NewCohort, knownLabs: readonly string[]): CohortPlan {
  refuseUnknownZone(wanted.timeZone);
  const plan: CohortPlan = {
    name: wanted.name,
    timeZone: wanted.timeZone,
    startsAt: parseTime(wanted.starts, wanted.timeZone, 'starts'),
    endsAt: parseTime(wanted.ends, wanted.timeZone, 'ends'),
    seats: wanted.seats,
    labs: wanted.labs.map(labRule(wanted.timeZone)),
    leaseMinutes: wanted.leaseMinutes,
    mostRunning: wanted.mostRunning,
    hints: wanted.hints,
    trace: wanted.trace,
    egress: wanted.egress,
    kubeconfig: wanted.kubeconfig,
    maxAttempts: wanted.maxAttempts,
    late: wanted.late,
  };
  refuseImpossible(plan, knownLabs);
  return plan;
}

/** The same cohort with some things changed. Throws a RequestFault 400 that names what can't be. */
export function changeCohort(cohort: Cohort, change: CohortChange, knownLabs: readonly string[]): Cohort {
  const timeZone = change.timeZone ?? cohort.timeZone;
  refuseUnknownZone(timeZone);
  const changed: Cohort = {
    ...cohort,
    timeZone,
    name: change.name ?? cohort.name,
    startsAt: change.starts === undefined ? cohort.startsAt : parseTime(change.starts, timeZone, 'starts'),
    endsAt: change.ends === undefined ? cohort.endsAt : parseTime(change.ends, timeZone, 'ends'),
    seats: change.seats ?? cohort.seats,
    labs: change.labs?.map(labRule(timeZone)) ?? cohort.labs,
    leaseMinutes: limit(change.leaseMinutes, cohort.leaseMinutes),
    mostRunning: limit(change.mostRunning, cohort.mostRunning),
    hints: change.hints ?? cohort.hints,
    trace: change.trace ?? cohort.trace,
    egress: change.egress ?? cohort.egress,
    kubeconfig: change.kubeconfig ?? cohort.kubeconfig,
    maxAttempts: limit(change.maxAttempts, cohort.maxAttempts),
    late: change.late ?? cohort.late,
  };
  refuseImpossible(changed, knownLabs);
  return changed;
}

/** The same rules at another time. */
export function cloneCohort(
  cohort: Cohort,
  { name, starts }: { readonly name: string; readonly starts: string },
): CohortPlan {
  const { timeZone } = cohort;
  const days = daysBetween(cohort.startsAt, parseTime(starts, timeZone, 'starts'), timeZone);
  const later = (at: Date): Date => plusDays(at, days, timeZone);
  return {
    ...cohort,
    name,
    startsAt: later(cohort.startsAt),
    endsAt: later(cohort.endsAt),
    labs: cohort.labs.map((rule) => ({
      ...rule,
      opensAt: rule.opensAt && later(rule.opensAt),
      closesAt: rule.closesAt && later(rule.closesAt),
      dueAt: rule.dueAt && later(rule.dueAt),
    })),
  };
}

export function cohortView(cohort: Cohort, learners: number): CohortView {
  const { id, name, course, timeZone, startsAt, endsAt, seats, hints, trace, egress, kubeconfig } = cohort;
  return {
    id,
    name,
    course,
    timeZone,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    seats,
    learners,
    labs: cohort.labs.map(({ lab, opensAt, closesAt, dueAt, graded }) => ({
      lab,
      opensAt: opensAt?.toISOString() ?? null,
      closesAt: closesAt?.toISOString() ?? null,
      dueAt: dueAt?.toISOString() ?? null,
      graded,
    })),
    leaseMinutes: cohort.leaseMinutes ?? null,
    mostRunning: cohort.mostRunning ?? null,
    hints,
    trace,
    egress,
    kubeconfig,
    maxAttempts: cohort.maxAttempts ?? null,
    late: cohort.late,
  };
}

function labRule(timeZone: string): (rule: NewCohort['labs'][number]) => CohortPlan['labs'][number] {
  return ({ lab, opens, closes, due, graded }) => ({
    lab,
    opensAt: opens === undefined ? undefined : parseTime(opens, timeZone, `opens of ${lab}`),
    closesAt: closes === undefined ? undefined : parseTime(closes, timeZone, `closes of ${lab}`),
    dueAt: due === undefined ? undefined : parseTime(due, timeZone, `due of ${lab}`),
    graded,
  });
}

function limit(wanted: number | null | undefined, before: number | undefined): number | undefined {
  return wanted === undefined ? before : (wanted ?? undefined);
}

function refuseImpossible({ startsAt, endsAt, labs }: CohortPlan, knownLabs: readonly string[]): void {
  if (startsAt >= endsAt) throw impossible('It would end before it starts.');
  const twice = labs.find(({ lab }, index) => labs.findIndex((other) => other.lab === lab) !== index);
  if (twice !== undefined) throw impossible(`The lab ${twice.lab} is named twice.`);
  for (const { lab, opensAt, closesAt, dueAt } of labs) {
    if (!knownLabs.includes(lab))
      throw impossible(`There is no lab ${lab}; there are: ${knownLabs.join(', ')}.`);
    const [opens, closes] = [opensAt ?? startsAt, closesAt ?? endsAt];
    if (opens >= closes) throw impossible(`The lab ${lab} would close before it opens.`);
    if (dueAt !== undefined && (dueAt <= opens || dueAt > closes))
      throw impossible(`The lab ${lab} would be due while it is not open.`);
    if (opens < startsAt || closes > endsAt)
      throw impossible(`The lab ${lab} would be open outside of the cohort's own dates.`);
  }
}

function impossible(message: string): RequestFault {
  return new RequestFault(400, {
    code: 'PROTOCOL',
    message,
    hint: 'Correct it and send it again; nothing was changed.',
  });
}
