/**
 * Our policy refuses `<style>` elements and `style` attributes that a script makes, and admits the same rules as sheets
 * and properties set by script. Libraries that can not be told (xterm, CodeMirror) get those where they ask for the
 * former. To be imported before them.
 */

/** Stands for a `<style>`: what is written into it counts while it is in the page. Such a sheet comes after all files. */
class SheetElement extends HTMLElement {
  readonly #sheet = new CSSStyleSheet();
  #text = '';

  override get textContent(): string {
    return this.#text;
  }

  override set textContent(text: string | null) {
    this.#text = text ?? '';
    this.#sheet.replaceSync(this.#text);
  }

  connectedCallback(): void {
    this.hidden = true;
    document.adoptedStyleSheets.push(this.#sheet);
  }

  disconnectedCallback(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== this.#sheet);
  }
}

customElements.define('kl-sheet', SheetElement);

/* eslint-disable @typescript-eslint/no-deprecated -- just one of its signatures is, and not the one in use */
const createElement = document.createElement.bind(document);
document.createElement = (tag: string, options?: ElementCreationOptions): HTMLElement =>
  tag === 'style' ? new SheetElement() : createElement(tag, options);
/* eslint-enable @typescript-eslint/no-deprecated */

// xterm gives single characters their colour and width by `setAttribute`.
HTMLSpanElement.prototype.setAttribute = function (this: HTMLSpanElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
};
