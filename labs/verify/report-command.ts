import { Command } from 'commander';
import type { Catalog } from '../lab.ts';
import { inWords, jsonOption, type Said } from '#labs/say.ts';
import { readReport, writePage } from './write-page.ts';

export interface ReportCommandParts {
  readonly loadCatalog: () => Promise<Catalog>;
  readonly print: (line: string) => void;
}

/** `labs report`: the page about all labs from the reports at hand, so that one lab can be proven anew without the others. */
export function reportCommand({ loadCatalog, print }: ReportCommandParts): Command {
  return new Command('report')
    .description('Write the page about all labs from what `labs verify` last said of each.')
    .option('--out <folder>', 'where the reports are', 'labs-verify')
    .option('--page <file>', 'where the page goes', 'docs/labs-report.md')
    .option(...jsonOption)
    .action(async ({ out, page, ...options }: Said & { out: string; page: string }) => {
      const { labs } = await loadCatalog();
      await writePage(page, labs, await Promise.all(labs.map(({ id }) => readReport(out, id))));
      const found = { page, labs: labs.map(({ id }) => id) };
      print(inWords(options, found, `${page}: ${String(labs.length)} labs`));
    });
}
