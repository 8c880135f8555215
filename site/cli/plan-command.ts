import { Command } from 'commander';
import { measureEnvironments } from '#containers/providers/kind/measure.ts';
import { connectEngine } from '#containers/runtime/engine/connect-engine.ts';
import { Fault } from '#containers/contract/fault.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { classPlan, type ClassPlan } from '#site/protocol/planning.ts';
import { ClassPlanner } from '#site/server/planning/class-planner.ts';
import { inWords, jsonOption } from '#labs/say.ts';
import { exitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { askServer } from './operator-client.ts';
import { dataFolder } from './serve-options.ts';

interface PlanOptions {
  readonly learners?: string;
  readonly start?: string;
  readonly cohort?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

const longestMs = 60_000;

/** `kindlab plan`: whether a class fits on this machine. No server needs to run, unless a cohort is named. */
export function planCommand(): Command {
  return new Command('plan')
    .description('say what a class needs of this machine, and whether it fits; exit code 1 when it does not')
    .option('--learners <number>', 'how many come; with --cohort: its seats')
    .option('--start <time>', 'when, such as 2026-12-01T09:00; with --cohort: when its next lab opens')
    .option('--cohort <id>', 'a cohort of the server that runs: its labs and times')
    .option('--data-dir <folder>', 'where the server keeps its state')
    .option(...jsonOption)
    .action(async (options: PlanOptions) => {
      const plan =
        options.cohort === undefined ? await planHere(options) : await askFor(options.cohort, options);
      console.log(inWords(options, plan, report(plan)));
      if (!plan.fits) process.exitCode = exitCode.failed;
    });
}

async function planHere({ learners, start, dataDir }: PlanOptions): Promise<ClassPlan> {
  const count = Number(learners);
  const startsAt = new Date(start ?? '');
  if (!Number.isInteger(count) || count < 1 || count > 2000)
    throw wrong('--learners takes a whole number from 1 to 2000.');
  if (Number.isNaN(startsAt.getTime())) throw wrong('--start takes a date and time.');
  const signal = AbortSignal.any([interruptSignal(), AbortSignal.timeout(longestMs)]);
  const engine = await connectEngine(process.env);
  const planner = new ClassPlanner({
    catalog: await loadCatalog(),
    now: () => new Date(),
    dataDir: dataFolder(dataDir),
    // Without an engine nothing can be measured; the stored figures say so.
    ...(engine.kind === 'connected'
      ? { measure: (until: AbortSignal) => measureEnvironments(engine.docker, until) }
      : {}),
  });
  return planner.plan({ learners: count, startsAt, labs: [] }, signal);
}

function askFor(cohort: string, { learners, start, dataDir }: PlanOptions): Promise<ClassPlan> {
  const query = new URLSearchParams({
    ...(learners === undefined ? {} : { learners }),
    ...(start === undefined ? {} : { start }),
  });
  const path = `/api/cohorts/${encodeURIComponent(cohort)}/plan?${query.toString()}`;
  return askServer(dataFolder(dataDir), { path, schema: classPlan });
}

function report({ learners, startsAt, fits, fitting, each, needs, free, source, advice }: ClassPlan): string {
  const line = (name: string, amounts: ClassPlan['needs']): string =>
    `  ${name.padEnd(18)}${gib(amounts.memoryMiB).padEnd(14)}${cores(amounts.cores).padEnd(14)}${gib(amounts.diskMiB)}`;
  return [
    fits
      ? `✓ ${learners} learners at ${startsAt} fit on this machine.`
      : `✗ ${fitting} of ${learners} learners at ${startsAt} fit on this machine.`,
    '',
    `  ${''.padEnd(18)}${'memory'.padEnd(14)}${'processor'.padEnd(14)}disk`,
    line('one environment', each),
    line('the class', needs),
    line('free now', free),
    '',
    `  ${sourceWords[source.kind](source.environments)}`,
    ...advice.map((each_) => `  · ${each_}`),
  ].join('\n');
}

const sourceWords: Readonly<Record<ClassPlan['source']['kind'], (environments: number) => string>> = {
  measured: (environments) => `Measured now, on ${environments} of the environments that run here.`,
  stored: () => 'No environment runs here: memory is what the labs took when they were last proven.',
  assumed: () =>
    'No environment runs here and the labs were never measured: memory is what is reserved for one.',
};

function gib(mebibytes: number | null): string {
  return mebibytes === null ? 'not known' : `${(mebibytes / 1024).toFixed(1)} GiB`;
}

function cores(amount: number | null): string {
  return amount === null ? 'not known' : `${amount.toFixed(2)} cores`;
}

function wrong(message: string): Fault {
  return new Fault({
    code: 'PROTOCOL',
    message,
    hint: 'Example: `kindlab plan --learners 20 --start 2026-12-01T09:00`, or name a cohort with --cohort.',
  });
}
