import { h } from './h.ts';

const fence = /```[a-z]*\n([\s\S]*?)\n?```/g;

function inline(text: string): Node[] {
  return text
    .split(/`([^`\n]+)`/)
    .map((part, index) => (index % 2 === 1 ? h('code', {}, part) : document.createTextNode(part)))
    .filter((node) => node.textContent !== '');
}

/** Plain text with `code` and fenced blocks, as the checks and hints write it. Nothing else is interpreted. */
export function richText(text: string): Node[] {
  return text.split(fence).flatMap((part, index): Node[] => {
    if (index % 2 === 1) return [h('pre', { tabindex: 0 }, h('code', {}, part))];
    return inline(part);
  });
}
