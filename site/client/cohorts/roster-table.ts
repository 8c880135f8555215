import type { RosterReport } from '#site/protocol/cohorts.ts';
import { h } from '../ui/h.ts';
import { t } from './words.ts';

type Row = RosterReport['rows'][number];

const planned: Readonly<Record<Row['result'], string>> = {
  invited: t('gets a code'),
  enrolled: t('has an account, will be in'),
  member: t('is in already'),
  repeated: t('skipped'),
  bad: t('can’t be taken'),
};

const done: Readonly<Record<Row['result'], string>> = {
  ...planned,
  invited: t('invited'),
  enrolled: t('has an account, is in'),
  member: t('was in already'),
};

/** Each line of a roster and what becomes of it. */
export function rosterTable({ rows, dryRun }: RosterReport): HTMLElement {
  const words = dryRun ? planned : done;
  const row = ({ line, email, name, result, why, code, link }: Row): HTMLElement =>
    h(
      'tr',
      { class: `is-${result}` },
      h('td', {}, line),
      h('th', { scope: 'row' }, email),
      h('td', {}, name),
      h('td', { class: 'cohort-what' }, words[result], why !== undefined && h('span', {}, ` ${why}`)),
      !dryRun && h('td', {}, code !== undefined && h('a', { href: link }, h('code', {}, code))),
    );
  const titles = [t('Line'), t('E-mail'), t('Name'), dryRun ? t('What would happen') : t('What happened')];
  return h(
    'table',
    {},
    h('caption', { class: 'kl-sr' }, t('Roster, line by line')),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        [...titles, ...(dryRun ? [] : [t('Code')])].map((title) => h('th', { scope: 'col' }, title)),
      ),
    ),
    h('tbody', {}, rows.map(row)),
  );
}

/** The whole of a report in a sentence or two. */
export function sayReport({ rows, dryRun, seatsLeft }: RosterReport): string {
  const words = dryRun ? planned : done;
  const counts = Object.entries(Object.groupBy(rows, ({ result }) => result)).map(([result, group]) =>
    t('{{count}} {{what}}', { count: group.length, what: words[result as Row['result']] }),
  );
  const sum = counts.length === 0 ? t('The roster names nobody.') : `${counts.join(' · ')}.`;
  if (rows.some(({ result }) => result === 'bad'))
    return `${sum} ${t('Correct the lines that can’t be taken, then look again.')}`;
  if (seatsLeft < 0)
    return `${sum} ${t('The cohort has {{seats}} seats too few: give it more, or shorten the roster.', { seats: -seatsLeft })}`;
  const left = dryRun
    ? t('Seats left after that: {{seatsLeft}}.', { seatsLeft })
    : t('Seats left now: {{seatsLeft}}.', { seatsLeft });
  return `${sum} ${left}`;
}
