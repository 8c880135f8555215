/**
 * Makes `host` look like `wanted` by changing what differs. Elements that stay keep their identity, so focus,
 * selection, scroll position and opened details survive every update.
 */
export function patch(host: Element, wanted: readonly Node[]): void {
  const keyed = new Map<string, Element>();
  for (const child of host.children) {
    const key = child.getAttribute('data-key');
    if (key !== null) keyed.set(key, child);
  }
  let cursor = host.firstChild;
  for (const next of wanted) {
    const match = findMatch(next, cursor, keyed);
    if (match === undefined) {
      host.insertBefore(next, cursor);
    } else {
      if (match === cursor) cursor = cursor.nextSibling;
      else host.insertBefore(match, cursor);
      update(match, next);
    }
  }
  removeFrom(cursor);
}

function removeFrom(node: ChildNode | null): void {
  for (let rest = node; rest !== null;) {
    const following = rest.nextSibling;
    rest.remove();
    rest = following;
  }
}

function findMatch(next: Node, cursor: ChildNode | null, keyed: Map<string, Element>): ChildNode | undefined {
  const key = next instanceof Element ? next.getAttribute('data-key') : null;
  if (key !== null) return keyed.get(key)?.nodeName === next.nodeName ? keyed.get(key) : undefined;
  if (cursor === null || cursor.nodeName !== next.nodeName) return undefined;
  return cursor instanceof Element && cursor.hasAttribute('data-key') ? undefined : cursor;
}

function update(present: ChildNode, wanted: Node): void {
  if (!(present instanceof Element) || !(wanted instanceof Element)) {
    if (present.nodeValue !== wanted.nodeValue) present.nodeValue = wanted.nodeValue;
    return;
  }
  updateAttributes(present, wanted);
  patch(present, [...wanted.childNodes]);
}

function updateAttributes(present: Element, wanted: Element): void {
  for (const { name, value } of wanted.attributes) {
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  }
  for (const { name } of [...present.attributes]) {
    const openedByReader = name === 'open' && present instanceof HTMLDetailsElement;
    if (!wanted.hasAttribute(name) && !openedByReader) present.removeAttribute(name);
  }
}
