import { TerminalsElement } from '../terminal/terminals-element.ts';
import { followLab } from './lab-element.ts';
import { followRunButtons } from './run-buttons.ts';
import { followSideViews, sides } from './side-views.ts';
import { makeSplitter } from './splitter.ts';
import { followValues } from './values.ts';

function need(root: ParentNode, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`The lab desk lacks ${selector}.`);
  return found;
}

/** `<kl-desk>`: the three areas, their splitters, and on a phone the switch between them. */
class DeskElement extends HTMLElement {
  #life: AbortController | undefined;

  connectedCallback(): void {
    const { signal } = (this.#life = new AbortController());
    const instructions = need(this, '.desk-instructions');
    const terminals = need(this, 'kl-terminals');
    followValues(instructions, signal);
    if (terminals instanceof TerminalsElement) followRunButtons(instructions, terminals, signal);
    this.#splitters(signal);
    this.#paneSwitch(signal);
    this.#connectionBanner(signal);
  }

  disconnectedCallback(): void {
    this.#life?.abort();
  }

  #splitters(signal: AbortSignal): void {
    const columns = need(this, '.desk-grid');
    const work = need(this, '.desk-work');
    makeSplitter(
      {
        separator: need(this, '.splitter-x'),
        host: columns,
        name: 'desk-split-x',
        axis: 'x',
        min: 25,
        max: 65,
        initial: 42,
      },
      signal,
    );
    makeSplitter(
      {
        separator: need(this, '.splitter-y'),
        host: work,
        name: 'desk-split-y',
        axis: 'y',
        min: 25,
        max: 80,
        initial: 58,
      },
      signal,
    );
  }

  #paneSwitch(signal: AbortSignal): void {
    const buttons = [...this.querySelectorAll<HTMLButtonElement>('.desk-tabs button')];
    const showSide = followSideViews(this, signal);
    const show = (pane: string): void => {
      this.dataset['pane'] = sides.includes(pane) ? 'checks' : pane;
      if (sides.includes(pane)) showSide(pane);
      for (const button of buttons)
        button.setAttribute('aria-pressed', String(button.dataset['pane'] === pane));
    };
    for (const button of buttons)
      button.addEventListener('click', () => show(button.dataset['pane'] ?? ''), { signal });
    this.addEventListener(
      'click',
      (event) => {
        const link = event.target instanceof Element ? event.target.closest('.step-link') : null;
        if (link !== null) show('instructions');
      },
      { signal },
    );
    this.addEventListener('kl-ran', () => show('terminal'), { signal });
  }

  #connectionBanner(signal: AbortSignal): void {
    const banner = need(this, '.desk-banner');
    followLab(this, signal, ({ link, lab }) => {
      banner.hidden = link !== 'lost' || lab === undefined;
    });
  }
}

customElements.define('kl-desk', DeskElement);
