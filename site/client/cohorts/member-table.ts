import type { z } from 'zod';
import type { memberList } from '#site/protocol/cohorts.ts';
import { h } from '../ui/h.ts';

type Member = z.infer<typeof memberList>['members'][number];

/** Who is in a cohort, instructors first. */
export function memberTable(members: readonly Member[]): HTMLElement {
  if (members.length === 0) return h('p', {}, 'Nobody yet.');
  const inOrder = members.toSorted(
    (one, other) => one.role.localeCompare(other.role) || one.name.localeCompare(other.name),
  );
  const row = ({ name, email, role }: Member): HTMLElement =>
    h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, email), h('td', {}, role));
  return h(
    'div',
    { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': 'People of the cohort' },
    h(
      'table',
      {},
      h('caption', { class: 'kl-sr' }, 'People of the cohort'),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Name', 'E-mail', 'As'].map((title) => h('th', { scope: 'col' }, title)),
        ),
      ),
      h('tbody', {}, inOrder.map(row)),
    ),
  );
}
