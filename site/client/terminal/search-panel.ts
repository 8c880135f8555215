import { h } from '../ui/h.ts';
import { icon, type IconName } from '../ui/icons.ts';
import { searchColours, siteTheme } from './theme.ts';
import type { XtermView } from './xterm-view.ts';
import { t } from './words.ts';

function tool(name: IconName, label: string, press: () => void): HTMLElement {
  const button = h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label },
    icon(name),
  );
  button.addEventListener('click', press);
  return button;
}

/** Finds text in the open terminal: next, previous and how many there are. */
export class SearchPanel {
  readonly element: HTMLElement;
  readonly #field = h('input', {
    type: 'search',
    'aria-label': t('Find in the terminal'),
    placeholder: t('Find'),
    spellcheck: 'false',
    autocomplete: 'off',
  });
  readonly #count = h('span', { class: 'search-count', role: 'status' });
  readonly #view: () => XtermView | undefined;
  #watched: XtermView | undefined;
  #stopWatching: (() => void) | undefined;

  constructor(view: () => XtermView | undefined) {
    this.#view = view;
    this.element = h(
      'div',
      { class: 'term-search', role: 'search', hidden: true },
      this.#field,
      this.#count,
      tool('up', t('Previous match'), () => this.#find('back')),
      tool('down', t('Next match'), () => this.#find('on')),
      tool('close', t('Close search'), () => this.close()),
    );
    this.#field.addEventListener('input', () => this.#find('here'));
    this.#field.addEventListener('keydown', (event) => this.#key(event));
  }

  open(): void {
    this.element.hidden = false;
    this.#field.focus();
    this.#field.select();
    if (this.#field.value !== '') this.#find('here');
  }

  close(): void {
    this.element.hidden = true;
    this.#watched?.search.clearDecorations();
    this.#view()?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.close();
    if (event.key === 'Enter') this.#find(event.shiftKey ? 'back' : 'on');
  }

  #find(where: 'here' | 'on' | 'back'): void {
    const view = this.#view();
    if (view === undefined) return;
    this.#watch(view);
    const term = this.#field.value;
    if (term === '') {
      view.search.clearDecorations();
      this.#count.textContent = '';
      return;
    }
    const options = { incremental: where === 'here', decorations: searchColours(siteTheme()) };
    if (where === 'back') view.search.findPrevious(term, options);
    else view.search.findNext(term, options);
  }

  #watch(view: XtermView): void {
    if (view === this.#watched) return;
    this.#stopWatching?.();
    this.#watched = view;
    const results = view.search.onDidChangeResults(({ resultIndex, resultCount }) => {
      this.#count.textContent =
        resultCount === 0
          ? t('none')
          : t('{{resultIndex}} of {{resultCount}}', { resultIndex: resultIndex + 1, resultCount });
    });
    this.#stopWatching = () => results.dispose();
  }
}
