import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import type { Lab } from '../lab.ts';
import { summarise, toPage } from './labs-report.ts';
import { toNotFooled } from './not-fooled.ts';
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

/** Writes the page about all labs, the same as JSON, and the page of fakes that were refused, side by side. */
export async function writePage(
  page: string,
  labs: readonly Lab[],
  reports: readonly VerifyReport[],
): Promise<void> {
  const proven = labs.flatMap((lab) => {
    const report = reports.find((each) => each.lab === lab.id);
    return report === undefined ? [] : [{ lab, report }];
  });
  await writeFile(page, toPage(reports));
  await writeFile(join(dirname(page), 'not-fooled.md'), await toNotFooled(proven));
  await writeFile(page.replace(/(\.md)?$/, '.json'), `${JSON.stringify(summarise(reports), undefined, 2)}\n`);
}
