import { Command } from 'commander';
import { Fault } from '#containers/contract/fault.ts';
import { alwaysJson, asJson, jsonOption } from '#labs/say.ts';
import { ReportStore } from '#site/server/reports/report-store.ts';
import { dataFolder } from './serve-options.ts';
import { tellList } from './tell-list.ts';

interface ReportsOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** `kindlab reports`: what learners reported as broken; the server may run meanwhile. */
export function reportsCommand(): Command {
  const command = new Command('reports').description('labs that learners reported as broken');
  command
    .command('list')
    .description('list reports, newest first')
    .option('--data-dir <folder>', 'the server whose reports are meant')
    .option(...jsonOption)
    .action((options: ReportsOptions) => listReports(options));
  command
    .command('show <id>')
    .description('print one report with all its evidence, as JSON')
    .option('--data-dir <folder>', 'the server whose reports are meant')
    .option(...alwaysJson)
    .action((id: string, options: ReportsOptions) => showReport(id, options));
  return command;
}

async function listReports({ dataDir, ...said }: ReportsOptions): Promise<void> {
  const reports = await new ReportStore(dataFolder(dataDir)).list();
  const rows = reports.map(({ id, at, lab, exercise, learner, note }) => {
    return { id, at, lab, exercise, learner, note: note.replaceAll(/\s+/g, ' ').slice(0, 60) };
  });
  tellList(said, rows, { rows, none: 'No reports.' });
}

async function showReport(id: string, { dataDir }: ReportsOptions): Promise<void> {
  const folder = dataFolder(dataDir);
  const report = await new ReportStore(folder).find(id);
  if (report === undefined)
    throw new Fault({
      code: 'NOT_FOUND',
      message: `There is no report ${id.slice(0, 40)} in ${folder}.`,
      hint: '`kindlab reports list` shows those there are; --data-dir chooses another server.',
    });
  console.log(asJson(report));
}
