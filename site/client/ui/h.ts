export type Child = Node | string | number | false | null | undefined | readonly Child[];
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

function append(parent: Element, child: Child): void {
  if (child === false || child === null || child === undefined) return;
  if (child instanceof Node) parent.append(child);
  else if (typeof child === 'string' || typeof child === 'number') parent.append(String(child));
  else child.forEach((one) => append(parent, one));
}

/**
 * Builds an element; `true` is an empty attribute, `false` and `undefined` leave it out. ARIA spells both out, so
 * `aria-…` gets the words. Text never becomes HTML.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (name.startsWith('aria-')) element.setAttribute(name, String(value));
    else if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** For HTML that our own server rendered from our own content. */
export function fromServerHtml(tag: 'div' | 'span' | 'p', attributes: Attributes, html: string): HTMLElement {
  const element = h(tag, attributes);
  element.innerHTML = html;
  return element;
}
