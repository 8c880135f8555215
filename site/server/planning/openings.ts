import type { Cohort } from '../state/cohort-rows.ts';

/** A moment at which learners of a cohort come for a lab. */
export interface Opening {
  readonly at: Date;
  readonly lab: string;
}

/** When the labs of a cohort open, earliest first; labs that open together stand in the order of the course. */
export function openingsOf(
  { labs, startsAt }: Pick<Cohort, 'labs' | 'startsAt'>,
  course: readonly string[],
): readonly Opening[] {
  const named =
    labs.length === 0 ? course.slice(0, 1) : course.filter((id) => ruleOf(labs, id) !== undefined);
  return named
    .map((lab) => ({ lab, at: ruleOf(labs, lab)?.opensAt ?? startsAt }))
    .sort((one, other) => one.at.getTime() - other.at.getTime());
}

function ruleOf(labs: Cohort['labs'], id: string): Cohort['labs'][number] | undefined {
  return labs.find(({ lab }) => lab === id);
}

/** The opening that a class has to be ready for: the next one, or the last when all are over. */
export function nextOpening(
  cohort: Pick<Cohort, 'labs' | 'startsAt'>,
  course: readonly string[],
  now: Date,
): Opening | undefined {
  const all = openingsOf(cohort, course);
  return all.find(({ at }) => at > now) ?? all.at(-1);
}
