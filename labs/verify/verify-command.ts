import { mkdir } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Catalog } from '../lab.ts';
import { inWords, jsonOption } from '#labs/say.ts';
import { recordingFacts } from './record-facts.ts';
import { proveLabs, type ProveOptions } from './prove-labs.ts';
import type { Trial, VerifyReport } from './verify-report.ts';
import { writePage, writeReport } from './write-page.ts';

export interface VerifyCommandParts {
  readonly loadCatalog: () => Promise<Catalog>;
  readonly createEnvironment: ProveOptions['createEnvironment'];
  readonly print: (line: string) => void;
  /** Where progress goes when what is printed is for programs. */
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Runs of every check when all labs are proven. */
const steadyRuns = 10;

interface Options {
  readonly exercise?: string[];
  readonly trial?: string[];
  readonly repeat: number;
  readonly repeatChecks?: number;
  readonly jobs: number;
  readonly recordFacts?: boolean;
  readonly json?: boolean;
  readonly out: string;
  readonly page: string;
}

/**
 * `labs:verify [lab]`: proves one lab or all, writes `<out>/<lab>.json` and `.md`, and for all of them the page that is
 * published; the exit code is 3 when one isn't proven.
 */
export function verifyCommand({
  loadCatalog,
  createEnvironment,
  print,
  note,
  signal,
}: VerifyCommandParts): Command {
  return new Command('labs:verify')
    .description(
      'Prove a lab on a real environment: untouched fails, the solution passes, mistakes and fakes are named.',
    )
    .argument(
      '[lab]',
      'id of the lab, such as static-sync; without it: all labs, and the page docs/labs-report.md',
    )
    .option('--exercise <id...>', 'only these exercises')
    .option('--trial <name...>', 'only these trials: untouched, solution, again, reset, or names of mistakes')
    .option('--repeat <n>', 'how many rounds, each in a new environment', parseCount, 1)
    .option(
      '--repeat-checks <n>',
      `how often to run every check where nothing changes, to count verdicts that differ (default: 1; for all labs ${String(steadyRuns)})`,
      parseCount,
    )
    .option(
      '--jobs <n>',
      'how many labs side by side; each is started alone before, for its start time',
      parseCount,
      1,
    )
    .option('--record-facts', 'write what the checks see into facts/, where that branch has no file yet')
    .option('--out <folder>', 'where the reports go', 'labs-verify')
    .option('--page <file>', 'where the page about all labs goes', 'docs/labs-report.md')
    .option(...jsonOption)
    .action(async (id: string | undefined, options: Options) => {
      const tell = options.json === true ? note : print;
      const catalog = await loadCatalog();
      const labs = id === undefined ? catalog.labs : [catalog.getLab(id)];
      await mkdir(options.out, { recursive: true });
      const reports = await proveLabs(
        options.recordFacts === true ? labs.map(recordingFacts) : labs,
        {
          createEnvironment,
          rounds: options.repeat,
          repeatChecks: options.repeatChecks ?? (id === undefined ? steadyRuns : 1),
          jobs: options.jobs,
          onTrial: (lab, trial) => tell(line(lab.id, trial)),
          onReport: async (report) => {
            for (const problem of report.problems) tell(`FAIL ${report.lab}: ${problem}`);
            await writeReport(options.out, report);
          },
          ...chosen(options),
        },
        signal,
      );
      if (id === undefined) await writePage(options.page, labs, reports);
      print(inWords(options, reports, lastLine(reports)));
      if (reports.some(({ passed }) => !passed)) process.exitCode = 3;
    });
}

function chosen({ exercise, trial }: Options): Pick<ProveOptions, 'exercises' | 'trials'> {
  return {
    ...(exercise === undefined ? {} : { exercises: exercise }),
    ...(trial === undefined ? {} : { trials: trial }),
  };
}

function lastLine(reports: readonly VerifyReport[]): string {
  const trials = reports.flatMap((report) => report.trials);
  const failed = trials.filter(({ problems }) => problems.length > 0).length;
  const other = reports.filter(({ problems }) => problems.length > 0).map(({ lab }) => lab);
  return [
    `${String(trials.length - failed)} passed, ${String(failed)} failed`,
    ...(other.length === 0 ? [] : [`not as they have to be: ${other.join(', ')}`]),
  ].join('; ');
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 100) return count;
  throw new InvalidArgumentError('expected a whole number from 1 to 100');
}

function line(
  lab: string,
  { exercise, name, problems, scriptMs, checkMs, repeats, repeatMs = 0 }: Trial,
): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const again =
    repeats === undefined
      ? ''
      : ` + ${String((repeats[0]?.verdicts.length ?? 1) - 1)} more in ${seconds(repeatMs)}`;
  const times = `${seconds(scriptMs)} + ${seconds(checkMs)}${again}`;
  return [
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${lab} / ${exercise} / ${name} (${times})`,
    ...problems.map((text) => `     ${text}`),
  ].join('\n');
}
