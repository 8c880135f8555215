import { areaY, dot, line, plot, ruleX, ruleY } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** What one number of environments side by side took. */
export interface GrowthPoint {
  readonly count: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Growth {
  readonly title: string;
  readonly points: readonly GrowthPoint[];
  /** What the median has to stay below. */
  readonly limit?: number;
}

const size = { width: 400, height: 240 } as const;
const edge = 10;

/** What is needed of a document; this side knows no browser. */
interface Drawn {
  textContent: string;
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  append(child: Drawn): void;
}

/** Shown as an image, it can't know the colours of the page around it: it has a ground of its own. */
const colours = `
svg { --ink: #1f2328; --main: #0b62b5; --limit: #a8430a; background: #ffffff; color: var(--ink); border-radius: 8px }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e6edf3; --main: #6cb6ff; --limit: #f0883e; background: #151b23 }
}`;

/** How a cost grows with the number of environments, as an SVG file: medians as a line, from least to most as an area. */
export function growthChart({ title, points, limit }: Growth): string {
  const { document } = parseHTML('<html><body></body></html>') as unknown as {
    readonly document: { createElement(name: string): Drawn };
  };
  const top = Math.max(...points.map(({ most }) => most), limit ?? 0);
  const chart = plot({
    ...size,
    document: document as never,
    marginTop: 36,
    marginLeft: 50,
    marginBottom: 42,
    marginRight: 20,
    style: { fontFamily: 'system-ui, sans-serif', fontSize: '13px' },
    ariaLabel: title,
    x: {
      label: 'environments side by side',
      labelAnchor: 'center',
      labelArrow: 'none',
      domain: [0, Math.max(...points.map(({ count }) => count)) + 0.5],
      ticks: points.map(({ count }) => count),
      tickFormat: 'd',
    },
    y: { label: title, labelArrow: 'none', domain: [0, top * 1.05], grid: true, ticks: 5 },
    marks: [
      ...(limit === undefined ? [] : [ruleY([limit], { stroke: 'var(--limit)', strokeDasharray: '5 4' })]),
      ruleY([0], { stroke: 'currentColor' }),
      areaY(points, { x: 'count', y1: 'least', y2: 'most', fill: 'var(--main)', fillOpacity: 0.18 }),
      ruleX(points, { x: 'count', y1: 'least', y2: 'most', stroke: 'var(--main)', strokeOpacity: 0.5 }),
      line(points, { x: 'count', y: 'median', stroke: 'var(--main)', strokeWidth: 2.5 }),
      dot(points, { x: 'count', y: 'median', fill: 'var(--main)', r: 4 }),
    ],
  }) as unknown as Drawn;
  chart.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  // Room around the words, which Plot puts at the very edge.
  const [width, height] = [size.width + 2 * edge, size.height + 2 * edge];
  chart.setAttribute('viewBox', `${-edge} ${-edge} ${width} ${height}`);
  chart.setAttribute('width', String(width));
  chart.setAttribute('height', String(height));
  const style = document.createElement('style');
  style.textContent = colours;
  chart.append(style);
  return `${chart.outerHTML}\n`;
}
