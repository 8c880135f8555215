import type { Item, ItemReport } from '#site/protocol/insights.ts';
import { h } from '../ui/h.ts';

type Group = ItemReport['groups'][number];

/** How hard each question and exercise is, and whether it tells who knows from who does not. */
export function itemSection({ cohort, groups }: ItemReport): HTMLElement {
  const filled = groups
    .map((group) => ({ ...group, items: group.items.filter(({ learners }) => learners > 0) }))
    .filter(({ items }) => items.length > 0);
  const csv = `/api/cohorts/${encodeURIComponent(cohort.id)}/items.csv`;
  return h(
    'section',
    { class: 'chart items', 'aria-labelledby': 'items' },
    h('h3', { id: 'items' }, 'Item statistics'),
    h(
      'p',
      {},
      'First answers and first Checks count. Discrimination runs from −1 to 1: near 1, those who do well elsewhere do well here; ' +
        'below 0, something is wrong with the item. It takes ten learners to say that.',
    ),
    filled.length === 0 ? h('p', {}, 'Nobody has answered or tried anything yet.') : filled.map(groupTable),
    h('p', {}, h('a', { href: csv, download: true }, 'Download as CSV')),
  );
}

function groupTable({ title, kind, items }: Group): HTMLElement {
  const first = kind === 'quiz' ? 'Question' : 'Exercise';
  const titles = [first, 'Learners', 'Right at first', 'In the end', 'Tries', 'Discrimination', 'Remark'];
  return h(
    'div',
    {},
    h('h4', {}, kind === 'quiz' ? `Quiz: ${title}` : title),
    h(
      'div',
      { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': `Items of ${title}` },
      h(
        'table',
        {},
        h('caption', { class: 'kl-sr' }, `Items of ${title}`),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            titles.map((each) => h('th', { scope: 'col' }, each)),
          ),
        ),
        h('tbody', {}, items.map(row)),
      ),
    ),
  );
}

function row({ title, learners, difficulty, solved, tries, discrimination, remark }: Item): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, title),
    h('td', {}, learners),
    h('td', {}, percent(difficulty)),
    h('td', {}, percent(solved)),
    h('td', {}, tries === null ? '' : tries.toFixed(1)),
    h('td', {}, discrimination !== null && sure(discrimination)),
    h('td', { class: 'item-remark' }, remark),
  );
}

function percent(share: number | null): string {
  return share === null ? '' : `${Math.round(share * 100)} %`;
}

function sure({ value, from, to }: NonNullable<Item['discrimination']>): string {
  return `${value.toFixed(2)} (${from.toFixed(2)} to ${to.toFixed(2)})`;
}
