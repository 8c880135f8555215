import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { Fault } from '#containers/contract/fault.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { dryRun, type DryRun } from '#labs/verify/dry-run.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import { exitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { askServer } from './operator-client.ts';
import { dataFolder } from './serve-options.ts';
import { createVerifyEnvironment } from './verify-environment.ts';

interface DryRunFlags {
  readonly dataDir?: string;
  readonly lab?: string[];
  readonly minutes: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `kindlab cohort dry-run`: everything that a class is going to do, done once on this machine before it comes. */
export function dryRunPart(): Command {
  return new Command('dry-run')
    .argument('<id>')
    .description(
      'solve every lab of a cohort on a real environment, one after another; exit code 1 when one can not be solved',
    )
    .option('--lab <id...>', 'only these labs')
    .option('--minutes <number>', 'longest that one lab may take', '30')
    .option('--out <file>', 'write the report there, as JSON')
    .option('--json', 'machine-readable')
    .action(async (id: string, flags: DryRunFlags) => {
      const report = await run(id, flags);
      const text = JSON.stringify(report, null, 2);
      if (flags.out !== undefined) await writeFile(flags.out, `${text}\n`);
      if (flags.json === true) console.log(text);
      else tell(report);
      if (!report.solved) process.exitCode = exitCode.failed;
    });
}

async function run(id: string, { dataDir, lab: only, minutes, json }: DryRunFlags): Promise<DryRun> {
  const limit = Number(minutes);
  if (!Number.isInteger(limit) || limit < 1 || limit > 240)
    throw wrong('--minutes takes a whole number from 1 to 240.');
  const path = `/api/cohorts/${encodeURIComponent(id)}`;
  const cohort = await askServer(dataFolder(dataDir), { path, schema: cohortView });
  const named = cohort.labs.map(({ lab }) => lab);
  const { labs } = await loadCatalog();
  const meant = labs.filter(
    (lab) => (named.length === 0 || named.includes(lab.id)) && (only?.includes(lab.id) ?? true),
  );
  if (meant.length === 0) throw wrong('None of these labs is part of the cohort.');
  const options = {
    createEnvironment: createVerifyEnvironment,
    perLabMs: limit * 60_000,
    onTrial: (lab: { readonly id: string }, trial: { exercise: string; problems: readonly string[] }) => {
      const mark = trial.problems.length === 0 ? '✓' : '✗';
      // What is for a program stands alone on stdout.
      if (json !== true) console.log(`${mark} ${lab.id} / ${trial.exercise}`);
    },
  };
  return dryRun(meant, options, interruptSignal());
}

function tell({ labs, solved }: DryRun): void {
  for (const lab of labs) {
    const start = lab.startSeconds === undefined ? 'never started' : `started in ${lab.startSeconds} s`;
    const sum = `${lab.exercises.solved} of ${lab.exercises.of} exercises solved`;
    console.log(`${lab.solved ? '✓' : '✗'} ${lab.title}: ${sum}, ${start}, ${lab.minutes} min`);
    for (const problem of lab.problems) console.log(`    ${problem}`);
  }
  console.log(
    solved
      ? 'Everything that the class is going to do can be done here.'
      : 'Not everything can be done here: see above, then `kindlab labs verify <lab>` says more.',
  );
}

function wrong(message: string): Fault {
  return new Fault({
    code: 'PROTOCOL',
    message,
    hint: '`kindlab cohort dry-run --help` shows what there is.',
  });
}
