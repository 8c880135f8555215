import { announce } from '../ui/announce.ts';
import type { TerminalsElement } from '../terminal/terminals-element.ts';
import { followLab } from './lab-element.ts';
import { isReady } from './lab-state.ts';
import { t } from './words.ts';

const lineSeparator = /\u007f/g;
const restMs = 1200;

function setReason(button: HTMLButtonElement, reason: string | undefined): void {
  button.disabled = false;
  button.setAttribute('aria-disabled', String(reason !== undefined));
  button.title = reason ?? t('Send this to the open terminal');
}

function rest(button: HTMLButtonElement): void {
  const label = button.querySelector('.kl-run-label');
  if (label === null) return;
  button.dataset['resting'] = '';
  label.textContent = t('Sent');
  setTimeout(() => {
    delete button.dataset['resting'];
    label.textContent = t('Run');
  }, restMs);
}

function press(button: HTMLButtonElement, terminals: TerminalsElement): void {
  if ('resting' in button.dataset) return;
  if (button.getAttribute('aria-disabled') === 'true') {
    announce(button.title);
    return;
  }
  // The copy button beside it always carries the text with the attempt's values filled in.
  const filled = button.closest('.copy')?.querySelector<HTMLElement>('button[data-template]')?.dataset[
    'code'
  ];
  const code = (filled ?? button.dataset['code'] ?? '').replace(lineSeparator, '\n');
  const sentTo = terminals.run(code);
  if (sentTo === undefined) {
    announce(t('No terminal is connected; nothing was sent.'));
    return;
  }
  rest(button);
  announce(t('Sent to {{sentTo}}.', { sentTo }));
}

/** Wakes the Run buttons: each press sends its block to the open terminal once; nothing is ever sent again. */
export function followRunButtons(root: HTMLElement, terminals: TerminalsElement, signal: AbortSignal): void {
  const buttons = [...root.querySelectorAll<HTMLButtonElement>('button.kl-run')];
  let ready = false;
  const show = (): void => {
    const reason = !ready
      ? t('Start the lab to run this')
      : terminals.isLive
        ? undefined
        : t('The terminal is not connected');
    for (const button of buttons) setReason(button, reason);
  };
  followLab(root, signal, (state) => {
    ready = isReady(state);
    show();
  });
  terminals.addEventListener('kl-live', show, { signal });
  for (const button of buttons) button.addEventListener('click', () => press(button, terminals), { signal });
}
