import type { CohortView } from '#site/protocol/cohorts.ts';
import { pageHref } from '../language/page-language.ts';
import { h } from '../ui/h.ts';
import { sayWallTime } from './wall-time.ts';
import { t } from './words.ts';

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
        t('{{from}} to {{until}} ({{timeZone}}) · {{learners}} of {{seats}} seats taken', {
          from: sayWallTime(startsAt, timeZone),
          until: sayWallTime(endsAt, timeZone),
          timeZone,
          learners,
          seats,
        }),
      ),
    ),
    h(
      'p',
      { class: 'room-links' },
      [
        { page: 'room', words: t('Room'), label: t('Room of {{name}}', { name }) },
        { page: 'marks', words: t('Marks'), label: t('Marks of {{name}}', { name }) },
        { page: 'insights', words: t('Charts'), label: t('Charts of {{name}}', { name }) },
      ].map(({ page, words, label }) =>
        h('a', { href: pageHref(`/${page}/${query}`), 'aria-label': label }, words),
      ),
    ),
  );
}

function stateOf({ startsAt, endsAt }: CohortView): string {
  const now = Date.now();
  if (now < Date.parse(startsAt)) return t('to come');
  return now < Date.parse(endsAt) ? t('running') : t('over');
}
