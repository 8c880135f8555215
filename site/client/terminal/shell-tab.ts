import { ticket } from '#site/protocol/api.ts';
import { toProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { h, type Child } from '../ui/h.ts';
import { TerminalConnection, type ConnectionState } from './connection.ts';
import { socketUrl } from './socket-url.ts';
import { XtermView } from './xterm-view.ts';
import { t } from './words.ts';

export interface ShellTabOptions {
  readonly attempt: string;
  readonly id: string;
  readonly title: string;
  /** Where the tab's panel goes. */
  readonly panels: HTMLElement;
  onState(state: ConnectionState): void;
  readonly onSearch: () => void;
  readonly onFocus: () => void;
}

const overlays: Partial<Record<ConnectionState, { readonly text: string; readonly button?: string }>> = {
  exited: { text: t('This shell has ended.'), button: t('Start a new shell') },
  takenOver: { text: t('This terminal was opened in another window.'), button: t('Use it here') },
  gone: { text: t('The environment is gone, and this shell with it.') },
};

/** One tab: a shell in the workspace and its picture on the screen. */
export class ShellTab {
  readonly id: string;
  readonly title: string;
  readonly panel: HTMLElement;
  readonly view: XtermView;
  readonly #options: ShellTabOptions;
  readonly #connection: TerminalConnection | undefined;
  readonly #overlay = h('div', { class: 'term-overlay', hidden: true });

  constructor(options: ShellTabOptions) {
    this.#options = options;
    this.id = options.id;
    this.title = options.title;
    const host = h('div', { class: 'term-host' });
    this.panel = h(
      'div',
      { class: 'term-panel', role: 'tabpanel', id: `panel-${this.id}`, 'aria-labelledby': `tab-${this.id}` },
      host,
      this.#overlay,
    );
    options.panels.append(this.panel);
    this.view = new XtermView({
      host,
      label: this.title,
      onInput: (bytes) => this.#connection?.send(bytes),
      onResize: () => this.#connection?.resize(),
      onSearch: () => options.onSearch(),
      onFocus: () => options.onFocus(),
    });
    this.#connection = this.#connect();
    this.#overlay.addEventListener('click', (event) => {
      if (event.target instanceof HTMLButtonElement) void this.#connection?.open();
    });
    void this.#connection.open();
  }

  get state(): ConnectionState {
    return this.#connection?.state ?? 'connecting';
  }

  /** Pastes the text once and presses Enter; answers whether it could. */
  run(text: string): boolean {
    if (this.state !== 'live') return false;
    this.view.terminal.paste(text.trimEnd());
    return this.#connection?.send(new TextEncoder().encode('\r')) ?? false;
  }

  /** Types raw keys, for the key bar. */
  type(text: string): void {
    this.#connection?.send(new TextEncoder().encode(text));
  }

  dispose(): void {
    this.#connection?.close();
    this.view.dispose();
    this.panel.remove();
  }

  #connect(): TerminalConnection {
    const { terminal } = this.view;
    return new TerminalConnection({
      sink: {
        size: () => ({ cols: terminal.cols, rows: terminal.rows }),
        write: (bytes, done) => terminal.write(bytes, done),
        reset: () => terminal.reset(),
      },
      ticket: () => this.#ticket(),
      onState: (state) => this.#changed(state),
    });
  }

  async #ticket(): Promise<{ url: string } | 'gone' | 'unreachable'> {
    const path = `/api/attempts/${this.#options.attempt}/terminals/${this.id}/ticket`;
    const signal = AbortSignal.timeout(15_000);
    try {
      const { url } = await request({ method: 'POST', path, schema: ticket, signal });
      return { url: socketUrl(url) };
    } catch (error) {
      const { status } = toProblem(error);
      return status === 404 || status === 410 ? 'gone' : 'unreachable';
    }
  }

  #changed(state: ConnectionState): void {
    const shown = overlays[state];
    this.#overlay.hidden = shown === undefined;
    const button: Child =
      shown?.button !== undefined &&
      h('button', { type: 'button', class: 'kl-button primary' }, shown.button);
    this.#overlay.replaceChildren(
      ...(shown === undefined ? [] : [h('p', {}, shown.text), ...(button instanceof Node ? [button] : [])]),
    );
    this.view.terminal.options.disableStdin = state !== 'live' && state !== 'waiting';
    this.#options.onState(state);
  }
}
