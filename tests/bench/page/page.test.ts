import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { densityMeasures } from '../environments/density-measures.ts';
import { reportOf, rowOf } from '../measure/kept.test-support.ts';
import { densityCharts, densityPart } from './density-part.ts';
import { published, withFigures } from './performance-page.ts';
import { filesOfPage } from './write-page.ts';

const grown = reportOf(
  'density',
  [1, 2, 4].flatMap((count) =>
    Object.values(densityMeasures).map((measure) =>
      rowOf([count * 10, count * 10 + 1], {
        measure: measure(count),
        bar: { of: 'median', limit: 512 },
      }),
    ),
  ),
);

function emptyPage(names: readonly string[]): string {
  return [
    'before',
    ...names.map(
      (name) => `<!-- figures of ${name}: npm run bench -- page -->\nold\n<!-- end of ${name} -->`,
    ),
    'after',
  ].join('\n');
}

test('the page and its charts show the figures that are kept (npm run bench -- page writes them)', async () => {
  for (const [file, content] of await filesOfPage()) expect(await readFile(file, 'utf8'), file).toBe(content);
});

describe('the page', () => {
  test('gets the figures between the marks, and nothing else of it changes', () => {
    const page = withFigures(emptyPage(['grade', ...published]), {
      reports: { room: reportOf('room', [rowOf([7.123], { measure: 'from a press' })]) },
      grading: { format: 1 },
    });
    expect(page).toMatch(/^before\n[^]*\nafter$/);
    expect(page).not.toContain('old');
    expect(page).toContain('| from a press | kindlab | ms | 7.12 |');
    expect(page).toContain('Not measured yet: `npm run bench -- terminal --save-baseline`.');
  });

  test('without its marks is refused', () => {
    expect(() => withFigures(emptyPage(['grade']), { reports: {}, grading: { format: 1 } })).toThrow(
      'figures of terminal',
    );
  });
});

describe('how cost grows', () => {
  test('is a row and a point of each chart for every number of environments', () => {
    const part = densityPart(grown).join('\n');
    expect(part).toContain('| 1 | 10 | 10 | 10 | 10 | 10 | 11 |');
    expect(part).toContain('| 4 | 40 | 40 | 40 | 40 | 40 | 41 |');
    expect(part).toContain('![Memory each, MiB: 10 with 1, 20 with 2, 40 with 4](images/density-memory.svg)');
    const charts = densityCharts(grown);
    expect(charts.map(({ name }) => name)).toEqual([
      'density-memory.svg',
      'density-processor.svg',
      'density-start.svg',
      'density-look.svg',
    ]);
    for (const { svg } of charts) {
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(svg.match(/<circle /g)).toHaveLength(3);
    }
  });

  test('of a single number is no chart', () => {
    const one = reportOf('density', [rowOf([10], { measure: densityMeasures.memory(1) })]);
    expect(densityCharts(one)).toEqual([]);
    expect(densityPart(one).join('\n')).toContain('| 1 | – | 10 | – | – | – | – |');
  });
});
