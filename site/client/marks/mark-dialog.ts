import {
  mark as markShape,
  type Gradebook,
  type LearnerMarks,
  type Mark,
  type MarkColumn,
} from '#site/protocol/marks.ts';
import { request } from '../http/request.ts';
import { announce } from '../ui/announce.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { richText } from '../ui/rich-text.ts';
import { keyOf } from './marks-table.ts';

export interface OneMark {
  readonly book: Gradebook;
  readonly learner: LearnerMarks;
  readonly column: MarkColumn;
  /** Called with the mark as it is now; absent: it can only be looked at. */
  readonly onChange?: (mark: Mark) => void;
}

const sendMs = 30_000;

function sayTime(at: string, timeZone: string): string {
  return new Date(at).toLocaleString(undefined, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
}

function checkRows({ book, column }: OneMark, mark: Mark | undefined): HTMLElement {
  const row = ({ id, claim, points }: MarkColumn['checks'][number]): HTMLElement => {
    const proven = mark?.checks.find((check) => check.id === id);
    const late = proven === undefined || proven.daysLate === 0 ? '' : `, ${proven.daysLate} days late`;
    const when = proven === undefined ? 'not proven' : sayTime(proven.at, book.cohort.timeZone) + late;
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, richText(claim)),
      h('td', {}, when),
      h('td', {}, `${proven?.points ?? 0} of ${points}`),
    );
  };
  return h(
    'table',
    { class: 'marks-checks' },
    h('caption', { class: 'kl-sr' }, 'Checks and what they earned'),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ['Check', 'Proven', 'Points'].map((title) => h('th', { scope: 'col' }, title)),
      ),
    ),
    h('tbody', {}, column.checks.map(row)),
  );
}

function madeOf({ book, column }: OneMark, mark: Mark | undefined): Child[] {
  const due = `Due ${sayTime(column.due, book.cohort.timeZone)} (${book.cohort.timeZone}).`;
  const { override = null, computed = 0 } = mark ?? {};
  return [
    h('p', {}, due),
    h('p', {}, 'Computed: ', h('strong', {}, `${computed} of ${column.of}`)),
    override !== null &&
      h(
        'p',
        { class: 'marks-override' },
        `Set to ${override.points} by ${override.by}, ${sayTime(override.at, book.cohort.timeZone)}: “${override.reason}”`,
      ),
  ];
}

function overriding(
  one: OneMark,
  { mark, close }: { readonly mark: Mark | undefined; readonly close: () => void },
): HTMLElement {
  const { book, learner, column, onChange } = one;
  const path = `/api/cohorts/${book.cohort.id}/marks/${learner.id}/${column.lab}/${column.exercise}`;
  return form({
    label: 'Set this mark by hand',
    content: [
      field({
        name: 'points',
        label: `Points, 0 to ${column.of}`,
        type: 'number',
        required: false,
        value: String(mark?.override?.points ?? ''),
        hint: 'Empty: the computed mark counts.',
      }),
      field({
        name: 'reason',
        label: 'Reason',
        minlength: 3,
        hint: 'Kept with the mark and in the audit log; the learner sees it.',
      }),
    ],
    button: 'Set the mark',
    busy: 'Saving…',
    send: async (value) => {
      const points = value('points') === '' ? null : Number(value('points'));
      const body = { points, reason: value('reason') };
      const signal = AbortSignal.timeout(sendMs);
      const now = await request({ method: 'POST', path, body, schema: markShape, signal });
      onChange?.(now);
      announce(`${learner.name}, ${column.title}: ${now.points} of ${column.of}.`);
      close();
    },
  });
}

/** What a mark is made of, and for who teaches the way to set it by hand. Escape closes. */
export function openMark(one: OneMark): void {
  const { learner, column, onChange } = one;
  const mark = learner.marks[keyOf(column)];
  const shut = h('button', { type: 'button', class: 'kl-button' }, 'Close');
  const dialog = h('dialog', { class: 'kl-dialog marks-dialog', 'aria-labelledby': 'mark-title' });
  const close = (): void => dialog.close();
  dialog.append(
    h('h2', { id: 'mark-title' }, `${learner.name}: ${column.title}`),
    h('div', { class: 'marks-made-of' }, madeOf(one, mark), checkRows(one, mark)),
    ...(onChange === undefined ? [] : [overriding(one, { mark, close })]),
    h('div', { class: 'kl-dialog-actions' }, shut),
  );
  shut.addEventListener('click', close);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  shut.focus();
}
