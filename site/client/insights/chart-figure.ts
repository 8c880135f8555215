import { h } from '../ui/h.ts';
import { t } from './words.ts';

export interface ChartPlan {
  readonly title: string;
  /** What it says and how it is read. */
  readonly says: string;
  readonly columns: readonly string[];
  /** The same figures, for whoever would rather read them. */
  readonly rows: readonly (readonly (number | string)[])[];
  draw(width: number): Element;
}

/** A chart that fits its box, with its figures behind it as a table. */
export function chartFigure(plan: ChartPlan, signal: AbortSignal): HTMLElement {
  const canvas = h('div', { class: 'chart-canvas' });
  let drawn = 0;
  const sizes = new ResizeObserver(() => {
    const width = Math.floor(canvas.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    const chart = plan.draw(width);
    chart.setAttribute('role', 'img');
    // Our policy refuses it; charts.css has its rules.
    chart.querySelector('style')?.remove();
    // A picture has one label; those inside are of groups without a role, which may have none.
    for (const part of chart.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label');
    canvas.replaceChildren(chart);
  });
  sizes.observe(canvas);
  signal.addEventListener('abort', () => sizes.disconnect());
  const table = h(
    'table',
    {},
    h('caption', { class: 'kl-sr' }, plan.title),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        plan.columns.map((title) => h('th', { scope: 'col' }, title)),
      ),
    ),
    h(
      'tbody',
      {},
      plan.rows.map(([first = '', ...rest]) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, first),
          rest.map((cell) => h('td', {}, cell)),
        ),
      ),
    ),
  );
  return h(
    'section',
    { class: 'chart' },
    h('h3', {}, plan.title),
    h('p', {}, plan.says),
    canvas,
    h(
      'details',
      {},
      h('summary', {}, t('Show as table')),
      h('div', { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': plan.title }, table),
    ),
  );
}
