import { h } from '../ui/h.ts';
import type { ShellTab } from './shell-tab.ts';
import { t } from './words.ts';

const plain: Readonly<Record<string, string>> = {
  Esc: '\u001b',
  Tab: '\t',
  '|': '|',
  '/': '/',
  '-': '-',
  '~': '~',
};
const arrows: Readonly<Record<string, { readonly sign: string; readonly code: string }>> = {
  Left: { sign: '←', code: 'D' },
  Up: { sign: '↑', code: 'A' },
  Down: { sign: '↓', code: 'B' },
  Right: { sign: '→', code: 'C' },
};

function key(label: string, name: string, press: (button: HTMLElement) => void): HTMLElement {
  const button = h('button', { type: 'button', class: 'key', 'aria-label': name }, label);
  // Keeps the focus, and with it the phone's keyboard, in the terminal.
  button.addEventListener('pointerdown', (event) => event.preventDefault());
  button.addEventListener('click', () => press(button));
  return button;
}

/** Keys that a phone's keyboard lacks. */
export function keyBar(active: () => ShellTab | undefined): HTMLElement {
  const ctrl = key(t('Ctrl'), t('Control, for the next key'), (button) => {
    const tab = active();
    if (tab === undefined) return;
    tab.view.ctrlNext = !tab.view.ctrlNext;
    button.setAttribute('aria-pressed', String(tab.view.ctrlNext));
    tab.view.focus();
  });
  ctrl.setAttribute('aria-pressed', 'false');
  const typed = Object.entries(plain).map(([label, text]) => key(label, label, () => active()?.type(text)));
  const moves = Object.entries(arrows).map(([name, { sign, code }]) =>
    key(sign, name, () => {
      const tab = active();
      tab?.type(`\u001b${tab.view.terminal.modes.applicationCursorKeysMode ? 'O' : '['}${code}`);
    }),
  );
  return h(
    'div',
    { class: 'key-bar', role: 'group', 'aria-label': t('Extra keys') },
    typed.slice(0, 2),
    ctrl,
    moves,
    typed.slice(2),
  );
}
