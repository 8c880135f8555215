import type { Gradebook, LearnerMarks, Mark, MarkColumn } from '#site/protocol/marks.ts';
import { h, type Child } from '../ui/h.ts';

export function keyOf({ lab, exercise }: Pick<MarkColumn, 'exercise' | 'lab'>): string {
  return `${lab}/${exercise}`;
}

function isLate(mark: Mark): boolean {
  return mark.checks.some(({ daysLate }) => daysLate > 0);
}

/** What is special about a mark, in words; empty: nothing. */
function remarks(mark: Mark): string {
  const words = [mark.override !== null && 'set by hand', isLate(mark) && 'late'];
  return words.filter((word) => word !== false).join(', ');
}

function cell(learner: LearnerMarks, column: MarkColumn): HTMLElement {
  const mark = learner.marks[keyOf(column)];
  const note = mark === undefined ? '' : remarks(mark);
  const look = mark === undefined ? 'is-empty' : mark.points >= column.of ? 'is-full' : 'is-part';
  const words = mark === undefined ? 'not tried' : `${mark.points} of ${column.of}`;
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
        h('span', { class: 'marks-note', 'aria-hidden': 'true' }, mark?.override === null ? 'late' : 'set'),
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
      !graded && h('span', { class: 'marks-practice' }, ' practice'),
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
      h('span', { class: 'marks-of' }, `${bonus ? 'bonus ' : ''}${most}`),
    );
  const row = (learner: LearnerMarks): HTMLElement =>
    h(
      'tr',
      { 'data-key': learner.id },
      h('th', { scope: 'row' }, learner.name),
      h('td', { class: 'marks-total' }, h('strong', {}, learner.total), ` of ${of}`),
      columns.map((column) => cell(learner, column)),
    );
  return h(
    'table',
    { class: 'marks-table' },
    h('caption', { class: 'kl-sr' }, 'Marks by learner and exercise'),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col', rowspan: 2 }, 'Learner'),
        h('th', { scope: 'col', rowspan: 2 }, 'Total'),
        labHeads(columns),
      ),
      h('tr', {}, columns.map(head)),
    ),
    h('tbody', {}, learners.map(row)),
  );
}
