/**
 * `npm run crash -- [--times 20] [--only kill,node]`: outages under a real server while a learner works on a real environment;
 * the server is held to what it had acknowledged. Ends with `N passed, N failed`.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { writeCrashReport } from './crash-report.ts';
import { podRounds } from './pod-rounds.ts';
import { replicaRounds } from './replica-rounds.ts';
import { writePodReport, writeReplicaReport } from './write-replica-report.ts';
import { crashSuite, databases, outageNames, type CrashPlan } from './crash-suite.ts';

const names = z.array(z.enum(outageNames));

function listOfOutages(text: string): CrashPlan['only'] {
  const parsed = names.safeParse(text.split(','));
  if (!parsed.success) throw new InvalidArgumentError(`It has to be a list of ${outageNames.join(', ')}.`);
  return parsed.data;
}

function listOfNames(text: string): readonly string[] {
  return text.split(',');
}

interface Options extends Omit<CrashPlan, 'print'> {
  readonly page?: string;
}

const program = new Command('crash')
  .description('outages of every kind: nothing acknowledged may be lost, nothing left behind')
  .option(
    '--times <number>',
    'how many kills; a tenth of the others',
    (text) => Math.max(1, Math.round(Number(text))),
    20,
  )
  .option('--minutes <number>', 'after so many no further kill is begun', Number, Number.POSITIVE_INFINITY)
  .option('--seed <number>', 'the same moments again', Number, Date.now() % 100_000)
  .option('--only <list>', `which of ${outageNames.join(', ')}`, listOfOutages, outageNames)
  .addOption(
    new Option('--database <kind>', 'what the server keeps its state in')
      .choices(databases)
      .default('embedded'),
  )
  .option('--engine <names>', 'restart the engine also while these containers of others run', listOfNames, [])
  .option('--page <file>', 'where the report goes, such as docs/crash-report.md')
  .action(async ({ page, ...asked }: Options) => {
    console.log(`Seed ${asked.seed}.`);
    const report = await crashSuite({ ...asked, print: (line) => console.log(line) });
    if (page !== undefined) await writeCrashReport(page, report);
    const problems = [
      ...report.rows.flatMap((row) => row.problems),
      ...report.left.map((name) => `left behind: ${name}`),
    ];
    const rounds = report.rows.reduce((sum, row) => sum + row.rounds, 0);
    for (const problem of problems) console.error(problem);
    console.log(`${Math.max(0, rounds - problems.length)} passed, ${problems.length} failed`);
    if (problems.length > 0) process.exitCode = 1;
  });
program
  .command('replicas')
  .description('kills the server that leads, of two on one PostgreSQL with labs on a Kubernetes cluster')
  .option('--times <number>', 'how many times', (text) => Math.max(1, Math.round(Number(text))), 3)
  .option(
    '--in-pods',
    'the servers, too, are in the cluster, as the Helm chart installs them; ends with an upgrade',
  )
  .action(async (_: unknown, command: Command) => {
    const { times, inPods } = command.optsWithGlobals<{ times: number; inPods?: true }>();
    const print = (line: string): void => console.log(line);
    const { passed, problems } =
      inPods === true
        ? await writePodReport(await podRounds(times, print))
        : await writeReplicaReport(await replicaRounds(times, print));
    for (const problem of problems) console.error(problem);
    console.log(`${passed} passed, ${problems.length} failed`);
    if (problems.length > 0) process.exitCode = 1;
  });
await program.parseAsync();
