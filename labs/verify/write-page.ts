import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { summarise, toPage } from './labs-report.ts';
import { toMarkdown, type VerifyReport } from './verify-report.ts';

/** Keeps one lab's report as `<lab>.json`, from which pages are made, and `<lab>.md`, for reading. */
export async function writeReport(folder: string, report: VerifyReport): Promise<void> {
  await writeFile(join(folder, `${report.lab}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(join(folder, `${report.lab}.md`), `${toMarkdown(report)}\n`);
}

/** The report that `writeReport` kept last. Rejects with a Fault when the lab was never proven. */
export async function readReport(folder: string, lab: string): Promise<VerifyReport> {
  const file = join(folder, `${lab}.json`);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Fault({
      code: 'NOT_FOUND',
      audience: 'author',
      message: `There is no report ${file} of the lab ${lab}.`,
      hint: `Prove it first: kindlab labs verify ${lab}`,
      cause,
    });
  });
  return JSON.parse(text) as VerifyReport;
}

/** Writes the page about all labs, and beside it the same as JSON. */
export async function writePage(page: string, reports: readonly VerifyReport[]): Promise<void> {
  await writeFile(page, toPage(reports));
  await writeFile(page.replace(/(\.md)?$/, '.json'), `${JSON.stringify(summarise(reports), undefined, 2)}\n`);
}
