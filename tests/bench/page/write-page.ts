import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readGradingReport } from '../grade/grading-report.ts';
import { keptFile, readReport } from '../measure/kept-report.ts';
import { densityCharts } from './density-part.ts';
import { published, withFigures, type Figures } from './performance-page.ts';

const docs = path.resolve(import.meta.dirname, '../../../docs');
const page = path.join(docs, 'performance.md');

/** The page and its charts as the figures that the repository keeps want them, by file. */
export async function filesOfPage(): Promise<ReadonlyMap<string, string>> {
  const figures = await readFigures();
  const text = withFigures(await readFile(page, 'utf8'), figures);
  const charts = figures.reports.density === undefined ? [] : densityCharts(figures.reports.density);
  return new Map([
    [page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' })],
    ...charts.map(({ name, svg }) => [path.join(docs, 'images', name), svg] as const),
  ]);
}

/** Publishes the figures that the repository keeps. */
export async function writePage(): Promise<void> {
  for (const [file, content] of await filesOfPage()) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    console.log(`Written to ${file}`);
  }
}

async function readFigures(): Promise<Figures> {
  const reports = await Promise.all(
    published.map(async (name) => {
      const report = await readReport(keptFile(name));
      return report === undefined ? {} : { [name]: report };
    }),
  );
  const grading = await readGradingReport(path.join(docs, 'grading-report.json'));
  return { reports: Object.assign({}, ...reports) as Figures['reports'], grading };
}
