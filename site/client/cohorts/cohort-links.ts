import type { CohortView } from '#site/protocol/cohorts.ts';
import { h } from '../ui/h.ts';
import { sayWallTime } from './wall-time.ts';

/** The cohorts, those that end last first. */
export function cohortLinks(cohorts: readonly CohortView[]): HTMLElement {
  const newestFirst = cohorts.toSorted((one, other) => other.endsAt.localeCompare(one.endsAt));
  return h('ul', { class: 'kl-list cohort-list' }, newestFirst.map(row));
}

function row(cohort: CohortView): HTMLElement {
  const { id, name, timeZone, startsAt, endsAt, learners, seats } = cohort;
  const query = `?cohort=${encodeURIComponent(id)}`;
  return h(
    'li',
    {},
    h(
      'div',
      {},
      h('a', { href: query }, name),
      h('span', { class: 'cohort-state' }, stateOf(cohort)),
      h(
        'p',
        {},
        `${sayWallTime(startsAt, timeZone)} to ${sayWallTime(endsAt, timeZone)} (${timeZone}) · `,
        `${learners} of ${seats} seats taken`,
      ),
    ),
    h(
      'p',
      { class: 'room-links' },
      [
        ['room', 'Room'],
        ['marks', 'Marks'],
        ['insights', 'Charts'],
      ].map(([page = '', words = '']) =>
        h('a', { href: `/${page}/${query}`, 'aria-label': `${words} of ${name}` }, words),
      ),
    ),
  );
}

function stateOf({ startsAt, endsAt }: CohortView): string {
  const now = Date.now();
  if (now < Date.parse(startsAt)) return 'to come';
  return now < Date.parse(endsAt) ? 'running' : 'over';
}
