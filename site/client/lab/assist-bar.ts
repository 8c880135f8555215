import type { HelpView } from '#site/protocol/help.ts';
import { TerminalsElement } from '../terminal/terminals-element.ts';
import { titleOf } from '../terminal/tab-names.ts';
import { toProblem, type ApiProblem } from '../http/problem.ts';
import { announce } from '../ui/announce.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { LabPart } from './lab-part.ts';
import type { LabState } from './lab-state.ts';
import { problemNote } from './problem-note.ts';
import { t } from './words.ts';

type Assist = NonNullable<HelpView['assist']>;

function button(action: string, words: string, look = ''): HTMLElement {
  return h(
    'button',
    { type: 'button', class: `kl-button small${look}`, 'data-action': action, 'data-key': action },
    words,
  );
}

function whatIsSeen({ by, state, tab, typing }: Assist, open: string): string {
  if (state === 'asked')
    return t(
      '{{by}} asks to see your terminal: only {{open}}, the shell that is open, and without typing in it.',
      { by, open },
    );
  const shell = titleOf(tab ?? '');
  return typing
    ? t('{{by}} sees {{shell}} and can type in it.', { by, shell })
    : t('{{by}} sees {{shell}}, and can’t type.', { by, shell });
}

function choices({ by, state, typing }: Assist): Child[] {
  if (state === 'asked') return [button('refuse', 'Not now'), button('agree', 'Let them look', ' primary')];
  const typingButton = typing ? button('stop', 'No more typing') : button('type', `Let ${by} type`);
  return [typingButton, button('end', 'End now', ' danger')];
}

/**
 * `<kl-assist>`: the question whether a helper may look, and while one looks, who sees what; from here it is ended. It
 * never takes the focus: a key meant for the shell must not answer it.
 */
class AssistBar extends LabPart {
  #problem: ApiProblem | undefined;
  #busy = false;
  /** The shell that the question on the screen names: an answer is to this one. */
  #named = { id: 'shell-1', title: titleOf('shell-1') };
  #ears = new AbortController();
  readonly #height = new ResizeObserver(() => this.#makeRoom());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#height.observe(this);
    this.#ears = new AbortController();
    const { signal } = this.#ears;
    this.#terminals()?.addEventListener('kl-live', () => this.refresh(), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#height.disconnect();
    this.#ears.abort();
  }

  protected view({ help }: LabState): readonly Node[] {
    const assist = help?.assist ?? null;
    this.hidden = assist === null;
    if (assist === null) return [];
    this.dataset['state'] = assist.typing ? 'typing' : assist.state;
    this.#named = this.#terminals()?.openTab ?? this.#named;
    const note = problemNote(this.#problem);
    return [
      icon(assist.state === 'asked' ? 'hand' : 'eye', 20),
      h('p', {}, whatIsSeen(assist, this.#named.title)),
      h('div', { class: 'assist-choices' }, choices(assist)),
      ...(note instanceof Node ? [note] : []),
    ];
  }

  protected override changed({ help }: LabState, before: LabState | undefined): void {
    const [now, then] = [help?.assist ?? null, before?.help?.assist ?? null];
    if (now !== null && (now.id !== then?.id || now.state !== then.state || now.typing !== then.typing))
      announce(whatIsSeen(now, this.#named.title), 'assertive');
    if (now === null && then?.state === 'watching') announce(t('Nobody sees your terminal any more.'));
  }

  protected act(action: string): void {
    const { controller } = this;
    const assist = controller?.store.get().help?.assist ?? null;
    if (controller === undefined || assist === null || this.#busy) return;
    const { help } = controller;
    if (action === 'agree') this.#send(help.consent(assist.id, this.#named.id));
    if (action === 'type' || action === 'stop') this.#send(help.allowTyping(assist.id, action === 'type'));
    if (action === 'refuse' || action === 'end') this.#send(help.endAssist());
  }

  /** What sticks to the top of the window sticks below this. */
  #makeRoom(): void {
    document.documentElement.style.setProperty('--desk-assist', `${this.offsetHeight}px`);
  }

  #send(work: Promise<void>): void {
    this.#busy = true;
    this.#problem = undefined;
    work
      .catch((error: unknown) => (this.#problem = toProblem(error)))
      .finally(() => {
        this.#busy = false;
        this.refresh();
      });
  }

  #terminals(): TerminalsElement | undefined {
    const found = this.closest('kl-lab')?.querySelector('kl-terminals');
    return found instanceof TerminalsElement ? found : undefined;
  }
}

customElements.define('kl-assist', AssistBar);
