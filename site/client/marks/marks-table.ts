import type { Gradebook, LearnerMarks, Mark, MarkColumn } from '#site/protocol/marks.ts';
import { h, type Child } from '../ui/h.ts';
import { parts, t } from './words.ts';

export function keyOf({ lab, exercise }: Pick<MarkColumn, 'exercise' | 'lab'>): string {
  return `${lab}/${exercise}`;
}

function isLate(mark: Mark): boolean {
  return mark.checks.some(({ daysLate }) => daysLate > 0);
}

/** What is special about a mark, in words; empty: nothing. */
function remarks(mark: Mark): string {
  const words = [mark.override !== null && t('set by hand'), isLate(mark) && t('late')];
  return words.filter((word) => word !== false).join(', ');
}

function cell(learner: LearnerMarks, column: MarkColumn): HTMLElement {
  const mark = learner.marks[keyOf(column)];
  const note = mark === undefined ? '' : remarks(mark);
  const look = mark === undefined ? 'is-empty' : mark.points >= column.of ? 'is-full' : 'is-part';
  const words =
    mark === undefined ? t('not tried') : t('{{points}} of {{of}}', { points: mark.points, of: column.of });
  return h(
    'td',
    { class: look },
    h(
      'button',
      {
        type: 'button',
        'data-learner': learner.id,
        'data-column': keyOf(column),
        'aria-label': `${learner.name}, ${column.title}: ${words}${note === '' ? '' : ` (${note})`}`,
      },
      mark === undefined ? '–' : mark.points,
      note !== '' &&
        h(
          'span',
          { class: 'marks-note', 'aria-hidden': 'true' },
          mark?.override === null ? t('late') : t('set'),
        ),
    ),
  );
}

function labHeads(columns: readonly MarkColumn[]): Child[] {
  return [...Map.groupBy(columns, ({ lab }) => lab).values()].map((group) => {
    const graded = group[0]?.graded === true;
    return h(
      'th',
      { scope: 'colgroup', colspan: group.length },
      group[0]?.labTitle ?? '',
      !graded && h('span', { class: 'marks-practice' }, ' ', t('practice')),
    );
  });
}

/** Learner by exercise; a press on a mark shows what it is made of. */
export function marksTable({ columns, learners, of }: Gradebook): HTMLElement {
  const head = ({ title, of: most, bonus }: MarkColumn): HTMLElement =>
    h(
      'th',
      { scope: 'col' },
      h('span', {}, title),
      h('span', { class: 'marks-of' }, bonus ? t('bonus {{most}}', { most }) : most),
    );
  const row = (learner: LearnerMarks): HTMLElement => {
    const values: Readonly<Record<'of' | 'points', Child>> = { points: h('strong', {}, learner.total), of };
    return h(
      'tr',
      { 'data-key': learner.id },
      h('th', { scope: 'row' }, learner.name),
      h('td', { class: 'marks-total' }, parts('{{points}} of {{of}}', values)),
      columns.map((column) => cell(learner, column)),
    );
  };
  return h(
    'table',
    { class: 'marks-table' },
    h('caption', { class: 'kl-sr' }, t('Marks by learner and exercise')),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col', rowspan: 2 }, t('Learner')),
        h('th', { scope: 'col', rowspan: 2 }, t('Total')),
        labHeads(columns),
      ),
      h('tr', {}, columns.map(head)),
    ),
    h('tbody', {}, learners.map(row)),
  );
}
