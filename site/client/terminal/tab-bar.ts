import { h } from '../ui/h.ts';
import { patch } from '../ui/patch.ts';
import type { ConnectionState } from './connection.ts';
import { t } from './words.ts';

export interface TabView {
  readonly id: string;
  readonly title: string;
  readonly state: ConnectionState;
  readonly selected: boolean;
}

export const stateWords: Readonly<Record<ConnectionState, string>> = {
  connecting: t('connecting…'),
  live: t('connected'),
  waiting: t('no answer yet; what you type is kept…'),
  reconnecting: t('reconnecting…'),
  exited: t('ended'),
  takenOver: t('open in another window'),
  gone: t('gone'),
};

function tabButton({ id, title, state, selected }: TabView): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      role: 'tab',
      id: `tab-${id}`,
      class: 'term-tab',
      'data-key': id,
      'aria-controls': `panel-${id}`,
      'aria-selected': String(selected),
      tabindex: selected ? 0 : -1,
    },
    h('span', { class: `dot dot-${state}`, 'aria-hidden': 'true' }),
    title,
    state !== 'live' && h('span', { class: 'kl-sr' }, `, ${stateWords[state]}`),
  );
}

function neighbour(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** The row of tabs; arrow keys move along it. */
export class TabBar {
  readonly element = h('div', { class: 'term-tabs', role: 'tablist', 'aria-label': t('Terminals') });

  constructor(select: (id: string) => void) {
    this.element.addEventListener('click', (event) => {
      const tab = event.target instanceof Element ? event.target.closest('[role=tab]') : null;
      if (tab !== null) select(tab.id.slice('tab-'.length));
    });
    this.element.addEventListener('keydown', (event) => {
      const tabs = [...this.element.querySelectorAll<HTMLElement>('[role=tab]')];
      const target = neighbour(
        event.key,
        tabs.findIndex((tab) => tab === event.target),
        tabs.length,
      );
      const next = target === undefined ? undefined : tabs[target];
      if (next === undefined) return;
      event.preventDefault();
      select(next.id.slice('tab-'.length));
      next.focus();
    });
  }

  show(tabs: readonly TabView[]): void {
    patch(this.element, tabs.map(tabButton));
  }
}
