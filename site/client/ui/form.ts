import type { ApiProblem } from '../http/problem.ts';
import { toProblem } from '../http/problem.ts';
import { problemNote } from '../lab/problem-note.ts';
import { hasUnreadable, showMistakes } from './field-mistakes.ts';
import { h, type Child } from './h.ts';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'date' | 'datetime-local' | 'email' | 'number' | 'password' | 'text';
  readonly autocomplete?: string;
  readonly hint?: string;
  readonly value?: string;
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly minlength?: number;
  /** The id of a datalist. */
  readonly list?: string;
}

let count = 0;

/** A labelled input, its hint read out with it. */
export function field(wanted: Field): HTMLElement {
  const { label, hint, required = true, type = 'text', ...rest } = wanted;
  const id = `kl-field-${++count}`;
  return h(
    'div',
    { class: 'kl-field' },
    h('label', { for: id }, label),
    h('input', {
      id,
      type,
      required,
      ...rest,
      'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
    }),
    hint !== undefined && h('p', { class: 'kl-field-hint', id: `${id}-hint` }, hint),
  );
}

/** A box to tick, its label beside it. */
export function tick(name: string, label: string, checked: boolean): HTMLElement {
  return h('label', { class: 'kl-tick' }, h('input', { type: 'checkbox', name, checked }), ' ', label);
}

/** A labelled choice. */
export function choice(
  name: string,
  label: string,
  options: readonly { readonly value: string; readonly text: string }[],
  chosen?: string,
): HTMLElement {
  const id = `kl-field-${++count}`;
  return h(
    'div',
    { class: 'kl-field' },
    h('label', { for: id }, label),
    h(
      'select',
      { id, name },
      options.map(({ value, text }) => h('option', { value, selected: value === chosen }, text)),
    ),
  );
}

export interface FormPlan {
  readonly label: string;
  readonly content: readonly Child[];
  readonly button: string;
  readonly busy: string;
  /** Says what is wrong by the name of the field; while anything is, it stands there and nothing is sent. */
  readonly check?: (values: (name: string) => string) => ReadonlyMap<string, string>;
  /** What the fields say, by name. What it throws is shown above the button. */
  send(values: (name: string) => string): Promise<void>;
}

/** A form that sends itself once at a time and says what went wrong. */
export function form(plan: FormPlan): HTMLFormElement {
  const note = h('div', { class: 'kl-form-note' });
  const button = h('button', { class: 'kl-button primary' }, plan.button);
  const element = h(
    'form',
    { class: 'kl-form', 'aria-label': plan.label, novalidate: plan.check !== undefined },
    plan.content,
    note,
    button,
  );
  const say = (problem: ApiProblem | undefined): void => {
    const shown = problemNote(problem);
    note.replaceChildren(...(shown instanceof Node ? [shown] : []));
  };
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    const data = new FormData(element);
    const values = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value : '';
    };
    say(undefined);
    if (plan.check !== undefined) {
      const mistakes = plan.check(values);
      showMistakes(element, mistakes);
      if (mistakes.size > 0 || hasUnreadable(element)) return;
    }
    button.setAttribute('aria-disabled', 'true');
    button.classList.add('busy');
    button.textContent = plan.busy;
    plan
      .send(values)
      .catch((error: unknown) => say(toProblem(error)))
      .finally(() => {
        button.setAttribute('aria-disabled', 'false');
        button.classList.remove('busy');
        button.textContent = plan.button;
      });
  });
  return element;
}
