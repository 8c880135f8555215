import { followLab } from '../lab/lab-element.ts';
import { isReady } from '../lab/lab-state.ts';
import { nothing, request } from '../http/request.ts';
import { toProblem } from '../http/problem.ts';
import { announce } from '../ui/announce.ts';
import { confirm } from '../ui/confirm.ts';
import { h } from '../ui/h.ts';
import type { ConnectionState } from './connection.ts';
import { keyBar } from './key-bar.ts';
import { showRecording } from './recording-dialog.ts';
import { SearchPanel } from './search-panel.ts';
import { ShellTab } from './shell-tab.ts';
import { Split, type SplitWay } from './split.ts';
import { stateWords, TabBar } from './tab-bar.ts';
import { freeName, mostTabs, recallTabs, rememberTabs, titleOf } from './tab-names.ts';
import { toolBar, type Tools } from './tool-bar.ts';
import { parts, t } from './words.ts';

/** `<kl-terminals>`: the shells of the attempt as tabs. Fires `kl-live` when a line comes up or goes down. */
export class TerminalsElement extends HTMLElement {
  #life: AbortController | undefined;
  #attempt: string | undefined;
  #tabs: ShellTab[] = [];
  #active: ShellTab | undefined;
  #said: ConnectionState | undefined;
  readonly #panels = h('div', { class: 'term-panels' });
  readonly #status = h('span', { class: 'term-status' });
  readonly #bar = new TabBar((id) => this.#select(id, false));
  readonly #search = new SearchPanel(() => this.#active?.view);
  readonly #tools: Tools = toolBar({
    add: () => this.#add(),
    end: () => void this.#endActive(),
    search: () => this.#search.open(),
    replay: () => void this.#replay(),
    split: (way) => this.#toggleSplit(way),
  });
  readonly #split = new Split();

  get isLive(): boolean {
    return this.#active?.state === 'live';
  }

  /** The shell that is open, by its name on the wire. */
  get openTab(): { readonly id: string; readonly title: string } | undefined {
    const tab = this.#active;
    return tab === undefined ? undefined : { id: tab.id, title: tab.title };
  }

  /** Sends a block to the open shell, once. Answers the shell's name, or `undefined` when nothing was sent. */
  run(text: string): string | undefined {
    const tab = this.#active;
    if (tab === undefined || !tab.run(text)) return undefined;
    this.dispatchEvent(new CustomEvent('kl-ran', { bubbles: true }));
    return tab.title;
  }

  /** What the open shell shows, as text. */
  text(): string {
    return this.#active?.view.text() ?? '';
  }

  connectedCallback(): void {
    const life = new AbortController();
    this.#life = life;
    const wayOut = h(
      'p',
      { class: 'way-out', id: 'terminal-way-out' },
      parts('{{escape}} then {{tab}} leaves the terminal', {
        escape: h('kbd', {}, 'Esc'),
        tab: h('kbd', {}, 'Tab'),
      }),
    );
    this.replaceChildren(
      h('div', { class: 'term-bar' }, this.#bar.element, this.#tools.add, this.#tools.element),
      this.#search.element,
      this.#panels,
      keyBar(() => this.#active),
      h('div', { class: 'term-foot' }, this.#status, wayOut),
    );
    followLab(
      this,
      life.signal,
      (state) => void this.#follow(isReady(state) ? state.attempt?.id : undefined),
    );
  }

  disconnectedCallback(): void {
    this.#life?.abort();
    this.#clear();
  }

  async #follow(attempt: string | undefined): Promise<void> {
    this.hidden = attempt === undefined;
    if (attempt === this.#attempt) return;
    this.#attempt = attempt;
    this.#clear();
    if (attempt === undefined) return;
    await document.fonts.load("14px 'JetBrains Mono'");
    if (attempt !== this.#attempt) return;
    for (const name of recallTabs(attempt)) this.#open(name);
    const first = this.#tabs[0];
    if (first !== undefined) this.#select(first.id, false);
  }

  #clear(): void {
    for (const tab of this.#tabs) tab.dispose();
    this.#tabs = [];
    this.#active = undefined;
  }

  #open(name: string): ShellTab {
    const tab: ShellTab = new ShellTab({
      attempt: this.#attempt ?? '',
      id: name,
      title: titleOf(name),
      panels: this.#panels,
      onState: (state) => this.#stateChanged(name, state),
      onSearch: () => this.#search.open(),
      onFocus: () => this.#focused(name),
    });
    this.#tabs.push(tab);
    return tab;
  }

  #add(): void {
    if (this.#tabs.length >= mostTabs)
      return announce(t('{{mostTabs}} shells are the most there can be.', { mostTabs }));
    const tab = this.#open(freeName(this.#tabs.map(({ id }) => id)));
    this.#remember();
    this.#select(tab.id, true);
  }

  async #endActive(): Promise<void> {
    const tab = this.#active;
    if (tab === undefined) return;
    const { yes } = await confirm({
      title: t('End {{title}}?', { title: tab.title }),
      body: [
        h('p', {}, t('Programs running in it stop. Closing or reloading the page does not end a shell.')),
      ],
      yes: t('End shell'),
      no: t('Keep it'),
      danger: true,
    });
    if (!yes) return;
    const path = `/api/attempts/${this.#attempt ?? ''}/terminals/${tab.id}`;
    const signal = AbortSignal.timeout(15_000);
    const ended = await request({ method: 'DELETE', path, schema: nothing, signal }).catch((error: unknown) =>
      toProblem(error),
    );
    if (ended !== undefined) {
      announce(t('The shell could not be ended. {{message}}', { message: ended.message }), 'assertive');
      return;
    }
    this.#close(tab);
  }

  #close(tab: ShellTab): void {
    if (this.#tabs.length === 1) return;
    tab.dispose();
    this.#tabs = this.#tabs.filter((other) => other !== tab);
    this.#remember();
    const next = this.#tabs.at(-1);
    if (next !== undefined) this.#select(next.id, true);
  }

  #remember(): void {
    rememberTabs(
      this.#attempt ?? '',
      this.#tabs.map(({ id }) => id),
    );
  }

  #select(id: string, focus: boolean): void {
    const tab = this.#tabs.find((one) => one.id === id);
    if (tab === undefined) return;
    this.#split.choose(id, this.#active?.id);
    this.#active = tab;
    this.#layOut();
    if (focus) tab.view.focus();
  }

  /** With two panels on the screen, the one with the focus is the one that buttons mean. */
  #focused(id: string): void {
    const tab = this.#tabs.find((one) => one.id === id);
    if (tab === undefined || tab === this.#active) return;
    this.#active = tab;
    this.#show();
  }

  #toggleSplit(way: SplitWay): void {
    this.#split.toggle(way);
    if (this.#split.way !== undefined && this.#tabs.length === 1) this.#add();
    else this.#layOut();
  }

  #layOut(): void {
    const shown = this.#split.shown(
      this.#tabs.map(({ id }) => id),
      this.#active?.id,
    );
    this.#panels.dataset['split'] = shown.length > 1 ? this.#split.way : 'none';
    for (const tab of this.#tabs) {
      tab.panel.hidden = !shown.includes(tab.id);
      tab.panel.classList.toggle('companion', tab !== this.#active);
      if (!tab.panel.hidden) tab.view.fit();
    }
    this.#show();
  }

  async #replay(): Promise<void> {
    const tab = this.#active;
    if (tab !== undefined)
      await showRecording({ attempt: this.#attempt ?? '', tab: tab.id, title: tab.title });
  }

  #stateChanged(id: string, state: ConnectionState): void {
    this.#show();
    if (this.#active?.id !== id || state === this.#said) return;
    if (this.#said !== undefined || state !== 'connecting')
      announce(t('Terminal {{stateWords}}', { stateWords: stateWords[state] }));
    this.#said = state;
  }

  #show(): void {
    const active = this.#active;
    this.#bar.show(
      this.#tabs.map((tab) => ({ id: tab.id, title: tab.title, state: tab.state, selected: tab === active })),
    );
    this.#tools.showSplit(this.#split.way);
    this.#status.textContent = active === undefined ? '' : stateWords[active.state];
    this.#status.dataset['state'] = active?.state ?? '';
    this.dispatchEvent(new CustomEvent('kl-live'));
  }
}

customElements.define('kl-terminals', TerminalsElement);
