import { h, type Child } from './h.ts';
import { t } from './words.ts';

export interface Question {
  readonly title: string;
  readonly body: readonly Child[];
  readonly yes: string;
  readonly no?: string;
  readonly danger?: boolean;
  /** Label of a box like “Don’t ask again”. */
  readonly remember?: string;
}

export interface Reply {
  readonly yes: boolean;
  readonly remember: boolean;
}

let count = 0;

/** Asks in a modal dialog; Escape is no. Focus goes back to where it was. */
export function confirm(question: Question): Promise<Reply> {
  const id = `kl-dialog-${++count}`;
  const box = h('input', { type: 'checkbox' });
  const no = h('button', { class: 'kl-button', value: 'no' }, question.no ?? t('Cancel'));
  const yes = h(
    'button',
    { class: `kl-button ${question.danger === true ? 'danger' : 'primary'}`, value: 'yes' },
    question.yes,
  );
  const dialog = h(
    'dialog',
    { class: 'kl-dialog', 'aria-labelledby': id },
    h(
      'form',
      { method: 'dialog' },
      h('h2', { id }, question.title),
      question.body,
      question.remember !== undefined && h('label', {}, box, ' ', question.remember),
      h('div', { class: 'kl-dialog-actions' }, no, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  (question.danger === true ? no : yes).focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve({ yes: dialog.returnValue === 'yes', remember: box.checked });
    });
  });
}
