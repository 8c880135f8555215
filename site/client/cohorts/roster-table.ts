import type { RosterReport } from '#site/protocol/cohorts.ts';
import { h } from '../ui/h.ts';

type Row = RosterReport['rows'][number];

const planned: Readonly<Record<Row['result'], string>> = {
  invited: 'gets a code',
  enrolled: 'has an account, will be in',
  member: 'is in already',
  repeated: 'skipped',
  bad: 'can’t be taken',
};

const done: Readonly<Record<Row['result'], string>> = {
  ...planned,
  invited: 'invited',
  enrolled: 'has an account, is in',
  member: 'was in already',
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
  const titles = ['Line', 'E-mail', 'Name', dryRun ? 'What would happen' : 'What happened'];
  return h(
    'table',
    {},
    h('caption', { class: 'kl-sr' }, 'Roster, line by line'),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        [...titles, ...(dryRun ? [] : ['Code'])].map((title) => h('th', { scope: 'col' }, title)),
      ),
    ),
    h('tbody', {}, rows.map(row)),
  );
}

/** The whole of a report in a sentence or two. */
export function sayReport({ rows, dryRun, seatsLeft }: RosterReport): string {
  const words = dryRun ? planned : done;
  const counts = Object.entries(Object.groupBy(rows, ({ result }) => result)).map(
    ([result, group]) => `${group.length} ${words[result as Row['result']]}`,
  );
  const sum = counts.length === 0 ? 'The roster names nobody.' : `${counts.join(' · ')}.`;
  if (rows.some(({ result }) => result === 'bad'))
    return `${sum} Correct the lines that can’t be taken, then look again.`;
  if (seatsLeft < 0)
    return `${sum} The cohort has ${-seatsLeft} seats too few: give it more, or shorten the roster.`;
  return `${sum} Seats left ${dryRun ? 'after that' : 'now'}: ${seatsLeft}.`;
}
