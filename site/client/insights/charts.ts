import { barX, boxX, dot, lineY, plot, ruleX, ruleY, tickX } from '@observablehq/plot';
import type { Insights } from '#site/protocol/insights.ts';
import { t } from './words.ts';

export type InsightExercise = Insights['exercises'][number];

const ink = 'currentColor';
const main = 'var(--sl-color-accent)';
const second = 'var(--kl-settle)';
const rowHeight = 30;
const longestLabel = 34;
const narrow = 520;

interface Frame {
  readonly width: number;
  readonly exercises: readonly InsightExercise[];
}

function shortened(title: string, most: number): string {
  return title.length > most ? `${title.slice(0, most - 1).trimEnd()}…` : title;
}

/** What charts with a row per exercise share. */
function rows({ width, exercises }: Frame, describe: { readonly label: string; readonly axis: string }) {
  const isNarrow = width < narrow;
  const titles = new Map(
    exercises.map(({ key, title }) => [key, shortened(title, isNarrow ? 18 : longestLabel)]),
  );
  return {
    width,
    height: exercises.length * rowHeight + 60,
    marginLeft: isNarrow ? 130 : 240,
    marginRight: 30,
    marginBottom: 40,
    style: { background: 'transparent', fontSize: isNarrow ? '12px' : '13px' },
    ariaLabel: describe.label,
    x: { label: describe.axis, grid: true, labelArrow: 'none' as const },
    y: {
      domain: exercises.map(({ key }) => key),
      label: null,
      tickFormat: (key: string) => titles.get(key) ?? key,
      tickSize: 0,
    },
  };
}

/** Exercises done by the cohort, as a share of all there are to do. */
export function progressChart({ cohort, passes, learners, exercises }: Insights, width: number): Element {
  const all = learners * exercises.length;
  const data = passes.map((at, index) => ({
    at: new Date(at),
    share: ((index + 1) / Math.max(1, all)) * 100,
  }));
  return plot({
    width,
    height: 260,
    marginLeft: 50,
    marginBottom: 45,
    style: { background: 'transparent', fontSize: '13px' },
    ariaLabel: t('Exercises done by {{name}} over time', { name: cohort.name }),
    x: { type: 'time', label: null },
    y: {
      label: t('Done, % of all'),
      grid: true,
      domain: [0, Math.max(10, ...data.map(({ share }) => share))],
      labelArrow: 'none',
    },
    marks: [
      ruleY([0], { stroke: ink }),
      lineY(data, { x: 'at', y: 'share', stroke: main, strokeWidth: 2.5, curve: 'step-after' }),
      dot(data.length === 1 ? data : [], { x: 'at', y: 'share', fill: main }),
    ],
  });
}

/** Minutes to the first pass: the middle half as a box, the middle as a line, far ones as dots. */
export function timeChart({ width, exercises }: Frame): Element {
  const data = exercises.flatMap(({ key, minutes }) => minutes.map((each) => ({ key, minutes: each })));
  return plot({
    ...rows({ width, exercises }, { label: t('Minutes to the first pass, by exercise'), axis: t('Minutes') }),
    marks: [
      ruleX([0], { stroke: ink }),
      boxX(data, { x: 'minutes', y: 'key', fill: main, fillOpacity: 0.45, stroke: ink, r: 3 }),
    ],
  });
}

/** Share of those who tried that had it right at the first Check. */
export function firstTryChart({ width, exercises }: Frame): Element {
  const data = exercises.map(({ key, tried, firstTry }) => ({
    key,
    share: (firstTry / Math.max(1, tried)) * 100,
  }));
  const shared = rows(
    { width, exercises },
    { label: t('First-try pass rate, by exercise'), axis: t('First try right, %') },
  );
  return plot({
    ...shared,
    x: { ...shared.x, domain: [0, 100] },
    marks: [
      barX(data, { x: 'share', y: 'key', fill: main, insetTop: 4, insetBottom: 4 }),
      ruleX([0], { stroke: ink }),
    ],
  });
}

/** Learners who took a hint, and of all a tick for those who looked at the solution. */
export function hintChart({ width, exercises }: Frame): Element {
  const most = Math.max(1, ...exercises.flatMap(({ hinted, solutions }) => [hinted, solutions]));
  const shared = rows(
    { width, exercises },
    { label: t('Learners who took hints, by exercise'), axis: t('Learners') },
  );
  return plot({
    ...shared,
    x: { ...shared.x, domain: [0, most], ticks: Math.min(most, 8), tickFormat: 'd' },
    marks: [
      barX(exercises, { x: 'hinted', y: 'key', fill: second, insetTop: 4, insetBottom: 4 }),
      tickX(exercises, {
        x: 'solutions',
        y: 'key',
        stroke: 'var(--kl-fail)',
        strokeWidth: 3,
        strokeOpacity: (each: InsightExercise) => (each.solutions > 0 ? 1 : 0),
      }),
      ruleX([0], { stroke: ink }),
    ],
  });
}
