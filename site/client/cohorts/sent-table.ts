import { h, type Child } from '../ui/h.ts';

/** A table that scrolls by itself where it is too wide; the first cell of a row names it. */
export function sentTable({
  caption,
  titles,
  rows,
}: {
  readonly caption: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Child[])[];
}): HTMLElement {
  return h(
    'div',
    { class: 'room-scroll room-sent', tabindex: 0, role: 'group', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'kl-sr' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          titles.map((title) => h('th', { scope: 'col' }, title)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map(([first, ...rest]) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, first),
            rest.map((cell) => h('td', {}, cell)),
          ),
        ),
      ),
    ),
  );
}
