import {
  mark as markShape,
  type Gradebook,
  type LearnerMarks,
  type Mark,
  type MarkColumn,
} from '#site/protocol/marks.ts';
import { request } from '../http/request.ts';
import { dateLanguage } from '../language/page-language.ts';
import { announce } from '../ui/announce.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { richText } from '../ui/rich-text.ts';
import { keyOf } from './marks-table.ts';
import { parts, t } from './words.ts';

export interface OneMark {
  readonly book: Gradebook;
  readonly learner: LearnerMarks;
  readonly column: MarkColumn;
  /** Called with the mark as it is now; absent: it can only be looked at. */
  readonly onChange?: (mark: Mark) => void;
}

const sendMs = 30_000;

function sayTime(at: string, timeZone: string): string {
  return new Date(at).toLocaleString(dateLanguage, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
}

function sayProven({ at, daysLate }: Mark['checks'][number], timeZone: string): string {
  const time = sayTime(at, timeZone);
  return daysLate === 0 ? time : t('{{time}}, {{daysLate}} days late', { time, daysLate });
}

function checkRows({ book, column }: OneMark, mark: Mark | undefined): HTMLElement {
  const row = ({ id, claim, points }: MarkColumn['checks'][number]): HTMLElement => {
    const proven = mark?.checks.find((check) => check.id === id);
    const when = proven === undefined ? t('not proven') : sayProven(proven, book.cohort.timeZone);
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, richText(claim)),
      h('td', {}, when),
      h('td', {}, t('{{points}} of {{of}}', { points: proven?.points ?? 0, of: points })),
    );
  };
  return h(
    'table',
    { class: 'marks-checks' },
    h('caption', { class: 'kl-sr' }, t('Checks and what they earned')),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        [t('Check'), t('Proven'), t('Points')].map((title) => h('th', { scope: 'col' }, title)),
      ),
    ),
    h('tbody', {}, column.checks.map(row)),
  );
}

function madeOf({ book, column }: OneMark, mark: Mark | undefined): Child[] {
  const { timeZone } = book.cohort;
  const due = t('Due {{time}} ({{timeZone}}).', { time: sayTime(column.due, timeZone), timeZone });
  const { override = null, computed = 0 } = mark ?? {};
  return [
    h('p', {}, due),
    h(
      'p',
      {},
      parts('Computed: {{points}}', {
        points: h('strong', {}, t('{{points}} of {{of}}', { points: computed, of: column.of })),
      }),
    ),
    override !== null &&
      h(
        'p',
        { class: 'marks-override' },
        t('Set to {{points}} by {{by}}, {{time}}: “{{reason}}”', {
          points: override.points,
          by: override.by,
          time: sayTime(override.at, timeZone),
          reason: override.reason,
        }),
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
    label: t('Set this mark by hand'),
    content: [
      field({
        name: 'points',
        label: t('Points, 0 to {{of}}', { of: column.of }),
        type: 'number',
        required: false,
        value: String(mark?.override?.points ?? ''),
        hint: t('Empty: the computed mark counts.'),
      }),
      field({
        name: 'reason',
        label: t('Reason'),
        minlength: 3,
        hint: t('Kept with the mark and in the audit log; the learner sees it.'),
      }),
    ],
    button: t('Set the mark'),
    busy: t('Saving…'),
    send: async (value) => {
      const points = value('points') === '' ? null : Number(value('points'));
      const body = { points, reason: value('reason') };
      const signal = AbortSignal.timeout(sendMs);
      const now = await request({ method: 'POST', path, body, schema: markShape, signal });
      onChange?.(now);
      const { points: counts } = now;
      announce(
        t('{{name}}, {{exercise}}: {{points}} of {{of}}.', {
          name: learner.name,
          exercise: column.title,
          points: counts,
          of: column.of,
        }),
      );
      close();
    },
  });
}

/** What a mark is made of, and for who teaches the way to set it by hand. Escape closes. */
export function openMark(one: OneMark): void {
  const { learner, column, onChange } = one;
  const mark = learner.marks[keyOf(column)];
  const shut = h('button', { type: 'button', class: 'kl-button' }, t('Close'));
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
