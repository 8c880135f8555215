import { announce } from '../ui/announce.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import type { SplitWay } from './split.ts';
import { changeFontSize, terminalSettings, toggleScreenReader } from './settings.ts';
import { t } from './words.ts';

export interface ToolActions {
  add(): void;
  end(): void;
  search(): void;
  replay(): void;
  split(way: SplitWay): void;
}

export interface Tools {
  readonly add: HTMLElement;
  readonly element: HTMLElement;
  /** Shows how the panels lie. */
  showSplit(way: SplitWay | undefined): void;
}

const biggerBy = 1;

function tool(sign: Child, label: string, press: (button: HTMLElement) => void): HTMLElement {
  const button = h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label },
    sign,
  );
  button.addEventListener('click', () => press(button));
  return button;
}

function resize(by: number): void {
  announce(t('Terminal text {{size}} pixels', { size: changeFontSize(by) }));
}

/** What can be done to the open terminal. */
export function toolBar(actions: ToolActions): Tools {
  const reader = tool(icon('reader'), t('Screen reader mode'), (button) => {
    const on = toggleScreenReader();
    button.setAttribute('aria-pressed', String(on));
    announce(on ? t('Screen reader mode of the terminal on') : t('Screen reader mode of the terminal off'));
  });
  reader.setAttribute('aria-pressed', String(terminalSettings().screenReader));
  const beside = tool(icon('beside'), t('Two shells side by side'), () => actions.split('beside'));
  const stacked = tool(icon('stacked'), t('Two shells, one above the other'), () => actions.split('stacked'));
  const splits = h('div', { class: 'term-splits' }, beside, stacked);
  return {
    showSplit: (way) => {
      beside.setAttribute('aria-pressed', String(way === 'beside'));
      stacked.setAttribute('aria-pressed', String(way === 'stacked'));
    },
    add: tool(icon('plus'), t('Open another shell'), () => actions.add()),
    element: h(
      'div',
      { class: 'term-tools', role: 'group', 'aria-label': t('Terminal tools') },
      splits,
      tool(icon('search'), t('Find in the terminal (Ctrl+Shift+F)'), () => actions.search()),
      tool(h('span', { class: 'letter small' }, 'A'), t('Smaller text'), () => resize(-biggerBy)),
      tool(h('span', { class: 'letter' }, 'A'), t('Larger text'), () => resize(biggerBy)),
      reader,
      tool(icon('replay'), t('Recording of this shell'), () => actions.replay()),
      tool(icon('close'), t('End this shell'), () => actions.end()),
    ),
  };
}
