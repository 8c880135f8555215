import type { Item, ItemReport } from '#site/protocol/insights.ts';
import { dateLanguage } from '../language/page-language.ts';
import { h } from '../ui/h.ts';
import { t } from './words.ts';

type Group = ItemReport['groups'][number];

/** Only what somebody has answered or tried. */
export function withAnswers({ groups, ...report }: ItemReport): ItemReport {
  const answered = groups.map((group) => ({
    ...group,
    items: group.items.filter(({ learners }) => learners > 0),
  }));
  return { ...report, groups: answered.filter(({ items }) => items.length > 0) };
}

/** How hard each question and exercise is, and whether it tells who knows from who does not. */
export function itemSection({ cohort, groups }: ItemReport): HTMLElement {
  const csv = `/api/cohorts/${encodeURIComponent(cohort.id)}/items.csv`;
  return h(
    'section',
    { class: 'chart items', 'aria-labelledby': 'items' },
    h('h3', { id: 'items' }, t('Item statistics')),
    h(
      'p',
      {},
      t(
        'First answers and first Checks count. Discrimination runs from −1 to 1: near 1, those who do well elsewhere do well here; below 0, something is wrong with the item. It takes ten learners to say that.',
      ),
    ),
    groups.length === 0
      ? h('p', {}, t('Nobody has answered or tried anything yet.'))
      : groups.map(groupTable),
    h('p', {}, h('a', { href: csv, download: true }, t('Download as CSV'))),
  );
}

function groupTable({ title: named, kind, items }: Group): HTMLElement {
  const title = kind === 'quiz' ? named : t('Exercises');
  const first = kind === 'quiz' ? t('Question') : t('Exercise');
  const titles = [
    first,
    t('Learners'),
    t('Right at first'),
    t('In the end'),
    t('Tries'),
    t('Discrimination'),
    t('Remark'),
  ];
  return h(
    'div',
    {},
    h('h4', {}, kind === 'quiz' ? t('Quiz: {{title}}', { title }) : title),
    h(
      'div',
      { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': t('Items of {{title}}', { title }) },
      h(
        'table',
        {},
        h('caption', { class: 'kl-sr' }, t('Items of {{title}}', { title })),
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
    h('td', {}, tries === null ? '' : decimals(1).format(tries)),
    h('td', {}, discrimination !== null && sure(discrimination)),
    h('td', { class: 'item-remark' }, remark),
  );
}

function percent(share: number | null): string {
  return share === null ? '' : `${Math.round(share * 100)} %`;
}

function decimals(digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(dateLanguage, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
}

function sure({ value, from, to }: NonNullable<Item['discrimination']>): string {
  const two = decimals(2);
  return t('{{value}} ({{from}} to {{to}})', {
    value: two.format(value),
    from: two.format(from),
    to: two.format(to),
  });
}
