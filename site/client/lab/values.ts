import { followLab } from './lab-element.ts';

const placeholder = /\{\{([a-z][a-z0-9_]*)\}\}/g;

/** Puts the attempt's values where the text says `{{name}}`; unknown names stay as they are. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(placeholder, (whole, name: string) => values[name] ?? whole);
}

/** `{{name}}` in inline code becomes an element like the one that code blocks already have. */
function markInlineCode(root: ParentNode): void {
  for (const code of root.querySelectorAll('code:not(pre code)')) {
    const text = code.textContent;
    if (!text.includes('{{')) continue;
    const parts = text.split(placeholder).map((part, index) => {
      if (index % 2 === 0) return document.createTextNode(part);
      const slot = document.createElement('span');
      slot.className = 'kl-value';
      slot.dataset['value'] = part;
      return slot;
    });
    code.replaceChildren(...parts);
  }
}

function show(root: ParentNode, values: Readonly<Record<string, string>>): void {
  for (const slot of root.querySelectorAll('[data-value]')) {
    const name = slot.getAttribute('data-value') ?? '';
    const value = values[name];
    slot.toggleAttribute('data-filled', value !== undefined);
    if (slot.classList.contains('kl-value')) slot.textContent = value ?? name;
    else slot.textContent = '';
  }
}

/** Copy buttons carry their code in an attribute; they have to copy the real values too. */
function fillCopyButtons(root: ParentNode, values: Readonly<Record<string, string>>): void {
  for (const button of root.querySelectorAll<HTMLElement>('.copy button[data-code]')) {
    const template = button.dataset['template'] ?? button.dataset['code'] ?? '';
    button.dataset['template'] = template;
    button.dataset['code'] = fillIn(template, values);
  }
}

/** Keeps every placeholder of the instructions in step with the running attempt. */
export function followValues(root: HTMLElement, signal: AbortSignal): void {
  markInlineCode(root);
  let shown: string | undefined;
  followLab(root, signal, ({ attempt }) => {
    const values = attempt?.values ?? {};
    const key = JSON.stringify(values);
    if (key === shown) return;
    shown = key;
    show(root, values);
    fillCopyButtons(root, values);
  });
}
