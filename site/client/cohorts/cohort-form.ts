import { choice, field, form, tick } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { planOf, type Plan } from './cohort-plan.ts';
import { findMistakes } from './find-mistakes.ts';
import { labFields } from './lab-fields.ts';
import { t } from './words.ts';

/** A lab that a cohort can have. */
export interface LabChoice {
  readonly id: string;
  readonly title: string;
}

export interface CohortForm {
  readonly label: string;
  readonly button: string;
  readonly labs: readonly LabChoice[];
  /** What the fields say at first, by name. */
  readonly values: Readonly<Record<string, string>>;
  readonly send: (plan: Plan) => Promise<void>;
}

/** The rules of a cohort, to make one or to change it. */
export function cohortForm({ label, button, labs, values, send }: CohortForm): HTMLFormElement {
  const ids = labs.map(({ id }) => id);
  const first = (name: string): string => values[name] ?? '';
  return form({
    label,
    content: [
      field({ name: 'name', label: t('Name'), value: first('name'), autocomplete: 'off' }),
      when(first),
      field({ name: 'seats', label: t('Seats'), type: 'number', value: first('seats') }),
      group(t('Labs'), [
        h(
          'p',
          { class: 'kl-field-hint' },
          t('With none chosen, every lab of the course is open for practice.'),
        ),
        labs.map((lab) => labFields(lab, first)),
      ]),
      group(t('What comes late'), lateFields(first)),
      group(t('Each learner'), limitFields(first)),
    ],
    button,
    busy: t('Saving…'),
    check: (given) => findMistakes(given, ids),
    send: (given) => send(planOf(given, ids)),
  });
}

function group(title: string, content: Child): HTMLElement {
  return h('fieldset', { class: 'kl-fieldset' }, h('legend', {}, title), content);
}

function when(first: (name: string) => string): Child {
  const zones = h(
    'datalist',
    { id: 'kl-zones' },
    Intl.supportedValuesOf('timeZone').map((value) => h('option', { value })),
  );
  return [
    field({
      name: 'timeZone',
      label: t('Time zone'),
      value: first('timeZone'),
      list: 'kl-zones',
      autocomplete: 'off',
      hint: t('Where the class is. All times below are clocks there.'),
    }),
    zones,
    h(
      'div',
      { class: 'kl-pair' },
      field({ name: 'starts', label: t('Starts'), type: 'datetime-local', value: first('starts') }),
      field({ name: 'ends', label: t('Ends'), type: 'datetime-local', value: first('ends') }),
    ),
  ];
}

function lateFields(first: (name: string) => string): Child {
  const rule = choice('late', t('Late rule'), [...lateWords], first('late'));
  const percent = field({
    name: 'percent',
    label: t('Percent off per day'),
    type: 'number',
    required: false,
    value: first('percent'),
  });
  const select = rule.querySelector('select');
  const show = (): void => void (percent.hidden = select?.value !== 'perDay');
  select?.addEventListener('change', show);
  show();
  return [rule, percent];
}

const lateWords = [
  { value: 'none', text: t('Counts in full') },
  { value: 'perDay', text: t('Loses some points for each day that has begun') },
  { value: 'cutOff', text: t('Does not count') },
] as const;

function limitFields(first: (name: string) => string): Child {
  const optional = (name: string, label: string, hint: string): HTMLElement =>
    field({ name, label, hint, type: 'number', required: false, value: first(name) });
  return [
    optional('leaseMinutes', t('Minutes an environment lives'), t('Empty: as long as each lab says.')),
    optional('mostRunning', t('Labs running at once'), t('Empty: as many as the server allows.')),
    optional('maxAttempts', t('Attempts per lab'), t('Empty: any number.')),
    tick('hints', t('Hints'), first('hints') === 'on'),
    tick('trace', t('The live trace of their secrets'), first('trace') === 'on'),
    tick('egress', t('Environments reach the internet and your network'), first('egress') === 'on'),
    tick('kubeconfig', t('A kubeconfig of their cluster to take along'), first('kubeconfig') === 'on'),
  ];
}
