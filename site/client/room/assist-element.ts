import { ticket } from '#site/protocol/api.ts';
import { handQueue, type QueuedHand } from '#site/protocol/help.ts';
import { signInHref } from '../account/session.ts';
import { listen, on } from '../http/events.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { pageHref } from '../language/page-language.ts';
import { problemNote } from '../lab/problem-note.ts';
import { TerminalConnection, type ConnectionState } from '../terminal/connection.ts';
import { socketUrl } from '../terminal/socket-url.ts';
import { titleOf } from '../terminal/tab-names.ts';
import { XtermView } from '../terminal/xterm-view.ts';
import { announce } from '../ui/announce.ts';
import { h } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { patch } from '../ui/patch.ts';
import { endingWords } from './hand-queue.ts';
import { parts, t } from './words.ts';

const callMs = 30_000;

const lineWords: Partial<Record<ConnectionState, string>> = {
  connecting: t('Connecting…'),
  reconnecting: t('The line to this shell broke; trying again…'),
  waiting: t('The server does not answer for the moment…'),
};

/** `<kl-assist-view>`: a learner's shell as a helper sees it, for as long as the learner agrees. */
class AssistView extends HTMLElement {
  readonly #life = new AbortController();
  readonly #banner = h('div', { class: 'assist-banner', role: 'region', 'aria-label': t('What you may do') });
  readonly #status = h('p', { class: 'assist-status', role: 'status' });
  #path = '';
  #room = pageHref('/room/');
  #hand: QueuedHand | undefined;
  #said = '';
  #view: XtermView | undefined;
  #connection: TerminalConnection | undefined;

  connectedCallback(): void {
    const asked = new URLSearchParams(location.search);
    const [cohort, hand] = [asked.get('cohort') ?? '', asked.get('hand') ?? ''];
    this.#room = pageHref(`/room/?cohort=${encodeURIComponent(cohort)}`);
    const events = `/api/cohorts/${encodeURIComponent(cohort)}/room/events`;
    this.#path = `/api/cohorts/${encodeURIComponent(cohort)}/hands/${encodeURIComponent(hand)}/assist`;
    const host = h('div', { class: 'assist-screen' });
    this.replaceChildren(
      this.#banner,
      this.#status,
      h('div', { class: 'assist-terminal' }, host),
      h(
        'p',
        { class: 'way-out', id: 'terminal-way-out' },
        parts('{{escape}} then {{tab}} leaves the terminal', {
          escape: h('kbd', {}, 'Esc'),
          tab: h('kbd', {}, 'Tab'),
        }),
      ),
    );
    this.#banner.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('button') !== null) this.#end();
    });
    listen({
      path: events,
      handlers: [
        on('hands', handQueue, ({ hands }) => {
          this.#hear(
            hands.find(({ id }) => id === hand),
            host,
          );
        }),
      ],
      onLink: (link) => link === 'lost' && this.#say(t('The server does not answer; trying again…')),
      onRefused: () => void this.#whyRefused(cohort),
      signal: this.#life.signal,
    });
  }

  disconnectedCallback(): void {
    this.#life.abort();
    this.#connection?.close();
    this.#view?.dispose();
  }

  #hear(hand: QueuedHand | undefined, host: HTMLElement): void {
    this.#hand = hand;
    const isMine = hand?.helper?.you === true;
    const watching = isMine && hand.assist?.state === 'watching';
    if (watching && this.#view === undefined) void this.#show(host, hand);
    if (this.#view !== undefined)
      this.#view.terminal.options.disableStdin = !(watching && hand.assist?.typing === true);
    this.#draw();
  }

  #draw(): void {
    const words = this.#words();
    const typing = this.#hand?.assist?.typing === true;
    const live = this.#hand?.assist?.state === 'watching';
    this.#banner.dataset['state'] = live ? (typing ? 'typing' : 'watching') : 'over';
    patch(this.#banner, [
      icon(live ? 'eye' : 'idle', 20),
      h('p', {}, words),
      h(
        'div',
        { class: 'assist-choices' },
        h('a', { href: this.#room }, t('Back to the room')),
        live && h('button', { type: 'button', class: 'kl-button small danger' }, t('End now')),
      ),
    ]);
    if (words !== this.#said) announce(words);
    this.#said = words;
  }

  #words(): string {
    const hand = this.#hand;
    if (hand === undefined) return t('This hand is not up any more: nothing can be seen.');
    const { name } = hand.learner;
    if (hand.helper?.you !== true)
      return t('You have not taken the hand of {{name}}: nothing can be seen.', { name });
    if (hand.assist === null)
      return endingWords(hand) ?? t('{{name}} was not asked yet. Ask in the room.', { name });
    const { state, tab, typing } = hand.assist;
    if (state === 'asked') return t('{{name}} was asked and has not answered.', { name });
    const shell = titleOf(tab ?? '');
    return typing
      ? t('You see {{shell}} of {{name}} and may type. Every key goes into the audit log.', { shell, name })
      : t('You see {{shell}} of {{name}}. You can’t type: {{name}} may let you.', { shell, name });
  }

  async #show(host: HTMLElement, hand: QueuedHand): Promise<void> {
    await document.fonts.load("14px 'JetBrains Mono'");
    if (this.#view !== undefined || this.#life.signal.aborted) return;
    const view = new XtermView({
      host,
      label: t('{{shell}} of {{name}}', { shell: titleOf(hand.assist?.tab ?? ''), name: hand.learner.name }),
      fixedSize: true,
      onInput: (bytes) => this.#connection?.send(bytes),
      onResize: () => undefined,
      onSearch: () => undefined,
      onFocus: () => undefined,
    });
    this.#view = view;
    view.terminal.options.disableStdin = this.#hand?.assist?.typing !== true;
    const { terminal } = view;
    this.#connection = new TerminalConnection({
      sink: {
        size: () => ({ cols: terminal.cols, rows: terminal.rows }),
        write: (bytes, done) => terminal.write(bytes, done),
        reset: () => terminal.reset(),
        resized: (cols, rows) => terminal.resize(cols, rows),
      },
      ticket: () => this.#ticket(),
      onState: (state) => this.#lineChanged(state),
    });
    void this.#connection.open();
  }

  async #ticket(): Promise<{ url: string } | 'gone' | 'unreachable'> {
    const signal = AbortSignal.timeout(callMs);
    try {
      const { url } = await request({ method: 'POST', path: `${this.#path}/ticket`, schema: ticket, signal });
      return { url: socketUrl(url) };
    } catch (error) {
      const { status } = toProblem(error);
      return status >= 400 && status < 500 ? 'gone' : 'unreachable';
    }
  }

  /** What could be seen must not stay on the screen once it is over. */
  #lineChanged(state: ConnectionState): void {
    this.#say(lineWords[state] ?? '');
    if (state !== 'gone') return;
    this.#connection?.close();
    this.#view?.dispose();
    this.#connection = undefined;
    this.#view = undefined;
    this.querySelector('.assist-screen')?.replaceChildren();
    this.#draw();
  }

  #end(): void {
    const signal = AbortSignal.timeout(callMs);
    request({ method: 'DELETE', path: this.#path, schema: nothing, signal }).catch((error: unknown) => {
      this.#say(toProblem(error).message);
    });
  }

  #say(words: string): void {
    this.#status.textContent = words;
  }

  /** The stream was refused: why, and whether signing in helps. */
  async #whyRefused(cohort: string): Promise<void> {
    const path = `/api/cohorts/${encodeURIComponent(cohort)}`;
    const answer = await request({ path, schema: nothing, signal: AbortSignal.timeout(callMs) }).catch(
      (error: unknown) => toProblem(error),
    );
    if (answer === undefined || answer.status === 0) return;
    if (answer.status === 401) {
      location.replace(signInHref());
      return;
    }
    const note = problemNote(answer);
    this.#life.abort();
    this.replaceChildren(...(note instanceof Node ? [note] : []));
  }
}

customElements.define('kl-assist-view', AssistView);
