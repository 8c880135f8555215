import type { HelpView } from '#site/protocol/help.ts';
import { toProblem } from '../http/problem.ts';
import { h } from '../ui/h.ts';
import { problemNote } from './problem-note.ts';
import { t } from './words.ts';

export interface HandCalls {
  raise(text: string): Promise<void>;
  lower(): Promise<void>;
}

/** Asks what the help is about, or whether the hand is to go down. Escape closes; focus goes back to where it was. */
export function openHand(cohort: string, hand: HelpView['hand'], calls: HandCalls): void {
  const text = h('input', { id: 'hand-text', maxlength: 200, value: hand?.text ?? '', autocomplete: 'off' });
  const outcome = h('div', { class: 'report-outcome' });
  const close = h('button', { type: 'button', class: 'kl-button' }, t('Close'));
  const lower = h('button', { type: 'button', class: 'kl-button' }, t('Lower hand'));
  const raise = h(
    'button',
    { type: 'submit', class: 'kl-button primary' },
    hand === null ? t('Raise hand') : t('Change the words'),
  );
  const form = h(
    'form',
    {},
    h('h2', { id: 'hand-title' }, hand === null ? t('Ask for somebody to come?') : t('Your hand is up')),
    h(
      'p',
      {},
      t(
        'The instructors of {{cohort}} see your name, this lab and what you write here. Nobody sees your terminal unless you agree to it.',
        { cohort },
      ),
    ),
    h(
      'div',
      { class: 'kl-field' },
      h('label', { for: 'hand-text' }, t('What is it about? (optional)')),
      text,
    ),
    outcome,
    h('div', { class: 'kl-dialog-actions' }, close, hand !== null && lower, raise),
  );
  const dialog = h('dialog', { class: 'kl-dialog', 'aria-labelledby': 'hand-title' }, form);
  let busy = false;
  const attempt = (work: Promise<void>): void => {
    busy = true;
    work
      .then(() => dialog.close())
      .catch((error: unknown) => {
        const problem = problemNote(toProblem(error));
        outcome.replaceChildren(...(problem instanceof Node ? [problem] : []));
      })
      .finally(() => (busy = false));
  };
  dialog.addEventListener('close', () => dialog.remove());
  close.addEventListener('click', () => dialog.close());
  lower.addEventListener('click', () => !busy && attempt(calls.lower()));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!busy) attempt(calls.raise(text.value));
  });
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
}
