import { notYours } from '../accounts/viewer.ts';
import type { RequestFault } from '../fault-to-response.ts';
import type { Cohort, CohortLab } from '../state/cohort-rows.ts';
import { sayTime } from './cohort-times.ts';

/**
 * The cohort in which a learner begins a lab: one that is under way and has the lab open, a graded one first. `undefined` for
 * somebody who is in no cohort: practice of their own. Throws a RequestFault 403 that says when or where they may.
 */
export function cohortForStart(mine: readonly Cohort[], lab: string, now: Date): Cohort | undefined {
  if (mine.length === 0) return undefined;
  const open = mine.filter((cohort) => isOpen(cohort, lab, now));
  const graded = open.find((cohort) => ruleOf(cohort, lab)?.graded === true);
  const found = graded ?? open[0];
  if (found !== undefined) return found;
  throw whyNot(mine, lab, now);
}

function isOpen(cohort: Cohort, lab: string, now: Date): boolean {
  if (now < cohort.startsAt || now >= cohort.endsAt) return false;
  const rule = ruleOf(cohort, lab);
  if (rule === undefined) return cohort.labs.length === 0;
  return (rule.opensAt ?? cohort.startsAt) <= now && now < (rule.closesAt ?? cohort.endsAt);
}

function ruleOf(cohort: Cohort, lab: string): CohortLab | undefined {
  return cohort.labs.find((each) => each.lab === lab);
}

const ask = 'Ask your instructor if you need it at another time.';

/** The most hopeful reason first: it opens later, then it is over, then it is not meant. */
function whyNot(mine: readonly Cohort[], lab: string, now: Date): RequestFault {
  const named = mine.filter((cohort) => cohort.labs.length === 0 || ruleOf(cohort, lab) !== undefined);
  const opening = named
    .map((cohort) => ({ cohort, at: ruleOf(cohort, lab)?.opensAt ?? cohort.startsAt }))
    .filter(({ at, cohort }) => at > now && now < cohort.endsAt)
    .sort((a, b) => a.at.getTime() - b.at.getTime())[0];
  if (opening !== undefined) {
    const { cohort, at } = opening;
    return notYours(
      `This lab opens on ${sayTime(at, cohort.timeZone)} for ${cohort.name}.`,
      `Come back then. ${ask}`,
    );
  }
  const closed = named[0];
  if (closed === undefined) {
    const names = mine.map(({ name }) => name).join(', ');
    return notYours(
      `This lab is no part of ${names}.`,
      'Take one of the labs of your cohort, or ask your instructor.',
    );
  }
  const at = ruleOf(closed, lab)?.closesAt ?? closed.endsAt;
  return notYours(`This lab closed on ${sayTime(at, closed.timeZone)} for ${closed.name}.`, ask);
}
