import { choice, field } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import type { LabChoice } from './cohort-form.ts';
import { t } from './words.ts';

const uses = [
  { value: 'off', text: t('Not in this cohort') },
  { value: 'practice', text: t('Practice') },
  { value: 'graded', text: t('Graded') },
] as const;

const times = [
  { name: 'opens', label: t('Opens'), hint: t('Empty: when the cohort starts.') },
  { name: 'closes', label: t('Closes'), hint: t('Empty: when the cohort ends.') },
  { name: 'due', label: t('Due'), hint: t('Empty: when it closes.') },
] as const;

/** Whether a lab is part of the cohort, and from when until when; the times show only if it is. */
export function labFields({ id, title }: LabChoice, first: (name: string) => string): HTMLElement {
  const use = choice(`${id}.use`, title, [...uses], first(`${id}.use`) || 'off');
  const dates = h(
    'div',
    { class: 'kl-pair' },
    times.map(({ name, label, hint }) =>
      field({
        name: `${id}.${name}`,
        label,
        hint,
        type: 'datetime-local',
        required: false,
        value: first(`${id}.${name}`),
      }),
    ),
  );
  const select = use.querySelector('select');
  const show = (): void => void (dates.hidden = select?.value === 'off');
  select?.addEventListener('change', show);
  show();
  return h('div', { class: 'cohort-lab', role: 'group', 'aria-label': title }, use, dates);
}
