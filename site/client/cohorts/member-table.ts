import type { z } from 'zod';
import type { memberList } from '#site/protocol/cohorts.ts';
import { h } from '../ui/h.ts';
import { roleWords } from './role-words.ts';
import { t } from './words.ts';

export type Member = z.infer<typeof memberList>['members'][number];

/** Who is in a cohort, instructors first. */
export function memberTable(members: readonly Member[], onRemove: (member: Member) => void): HTMLElement {
  if (members.length === 0) return h('p', {}, t('Nobody yet.'));
  const inOrder = members.toSorted(
    (one, other) => one.role.localeCompare(other.role) || one.name.localeCompare(other.name),
  );
  const row = (member: Member): HTMLElement =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, member.name),
      h('td', {}, member.email),
      h('td', {}, roleWords[member.role]),
      h('td', {}, removeButton(member, onRemove)),
    );
  return h(
    'div',
    { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': t('People of the cohort') },
    h(
      'table',
      {},
      h('caption', { class: 'kl-sr' }, t('People of the cohort')),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          [t('Name'), t('E-mail'), t('As')].map((title) => h('th', { scope: 'col' }, title)),
          h('th', { scope: 'col' }, h('span', { class: 'kl-sr' }, t('Take out'))),
        ),
      ),
      h('tbody', {}, inOrder.map(row)),
    ),
  );
}

function removeButton(member: Member, onRemove: (member: Member) => void): HTMLElement {
  const label = t('Remove {{name}}', { name: member.name });
  const button = h('button', { type: 'button', class: 'kl-button small', 'aria-label': label }, t('Remove'));
  button.addEventListener('click', () => onRemove(member));
  return button;
}
