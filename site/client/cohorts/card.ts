import { h, type Child } from '../ui/h.ts';

/** A part of the page with a heading that names it. */
export function card(title: string, ...content: readonly Child[]): HTMLElement {
  const id = `cohort-${title.toLowerCase().replaceAll(' ', '-')}`;
  return h('section', { class: 'kl-card', 'aria-labelledby': id }, h('h3', { id }, title), content);
}
