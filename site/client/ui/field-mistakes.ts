import { h } from './h.ts';
import { t } from './words.ts';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

let count = 0;

/** Writes beside each field what is wrong with it, takes away what is no longer so, and leads to the first. */
export function showMistakes(form: HTMLFormElement, mistakes: ReadonlyMap<string, string>): void {
  for (const control of [...form.elements].filter(isControl)) {
    clear(control);
    const words = control.validity.badInput ? unreadable : mistakes.get(control.name);
    if (words !== undefined) mark(control, words);
  }
  const first = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  first?.closest('details')?.setAttribute('open', '');
  first?.focus();
}

/** Whether a field holds what is half a date or no number, which its value hides. */
export function hasUnreadable(form: HTMLFormElement): boolean {
  return [...form.elements].filter(isControl).some(({ validity }) => validity.badInput);
}

const unreadable = t('This is incomplete.');

function isControl(element: Element): element is Control {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  );
}

function mark(control: Control, words: string): void {
  const id = `kl-mistake-${++count}`;
  const described = control.getAttribute('aria-describedby');
  control.setAttribute('aria-invalid', 'true');
  control.setAttribute('aria-describedby', described === null ? id : `${id} ${described}`);
  control.after(h('p', { class: 'kl-field-mistake', id }, words));
}

function clear(control: Control): void {
  const shown = control.parentElement?.querySelector(':scope > .kl-field-mistake');
  control.removeAttribute('aria-invalid');
  if (shown === null || shown === undefined) return;
  const rest = (control.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id !== shown.id);
  if (rest.length === 0) control.removeAttribute('aria-describedby');
  else control.setAttribute('aria-describedby', rest.join(' '));
  shown.remove();
}
