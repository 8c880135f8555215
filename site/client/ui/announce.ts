import { h } from './h.ts';

const regions = new Map<string, HTMLElement>();

function region(politeness: 'polite' | 'assertive'): HTMLElement {
  const present = regions.get(politeness);
  if (present !== undefined) return present;
  const created = h('div', {
    class: 'kl-sr',
    'aria-live': politeness,
    role: politeness === 'polite' ? 'status' : 'alert',
  });
  document.body.append(created);
  regions.set(politeness, created);
  return created;
}

/** Says it to screen readers. The same words twice are said twice. */
export function announce(text: string, politeness: 'polite' | 'assertive' = 'polite'): void {
  const target = region(politeness);
  target.textContent = target.textContent === text ? `${text}\u00a0` : text;
}
