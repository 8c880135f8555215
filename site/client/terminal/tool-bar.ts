import { announce } from '../ui/announce.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import type { SplitWay } from './split.ts';
import { changeFontSize, terminalSettings, toggleScreenReader } from './settings.ts';

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
  announce(`Terminal text ${changeFontSize(by)} pixels`);
}

/** What can be done to the open terminal. */
export function toolBar(actions: ToolActions): Tools {
  const reader = tool(icon('reader'), 'Screen reader mode', (button) => {
    const on = toggleScreenReader();
    button.setAttribute('aria-pressed', String(on));
    announce(`Screen reader mode of the terminal ${on ? 'on' : 'off'}`);
  });
  reader.setAttribute('aria-pressed', String(terminalSettings().screenReader));
  const beside = tool(icon('beside'), 'Two shells side by side', () => actions.split('beside'));
  const stacked = tool(icon('stacked'), 'Two shells, one above the other', () => actions.split('stacked'));
  const splits = h('div', { class: 'term-splits' }, beside, stacked);
  return {
    showSplit: (way) => {
      beside.setAttribute('aria-pressed', String(way === 'beside'));
      stacked.setAttribute('aria-pressed', String(way === 'stacked'));
    },
    add: tool(icon('plus'), 'Open another shell', () => actions.add()),
    element: h(
      'div',
      { class: 'term-tools', role: 'group', 'aria-label': 'Terminal tools' },
      splits,
      tool(icon('search'), 'Find in the terminal (Ctrl+Shift+F)', () => actions.search()),
      tool(h('span', { class: 'letter small' }, 'A'), 'Smaller text', () => resize(-biggerBy)),
      tool(h('span', { class: 'letter' }, 'A'), 'Larger text', () => resize(biggerBy)),
      reader,
      tool(icon('replay'), 'Recording of this shell', () => actions.replay()),
      tool(icon('close'), 'End this shell', () => actions.end()),
    ),
  };
}
