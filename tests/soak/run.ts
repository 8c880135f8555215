/**
 * `npm run soak -- [--minutes 120]`: a real server with real environments, whose learners never stop. Memory, file
 * handles and what is in the engine have to stay as they were. Writes docs/soak-report.md and .json; exits with 1 otherwise.
 */
import { Command } from 'commander';
import { soak, type SoakPlan } from './soak.ts';
import { writeSoakReport } from './soak-report.ts';

const program = new Command('soak')
  .description('learners without end: memory, file handles and Docker objects have to stay flat')
  .option('--minutes <number>', 'how long', Number, 120)
  .option('--learners <number>', 'how many at the same time, each in a lab of their own', Number, 2)
  .option('--pages <number>', 'lab pages that are opened and closed beside each learner', Number, 20)
  .option('--pause <seconds>', 'how long a learner rests between two labs', Number, 0)
  .option('--out <file>', 'where the report goes, without its ending', 'docs/soak-report')
  .action(async ({ out, ...plan }: Omit<SoakPlan, 'print'> & { readonly out: string }) => {
    const run = await soak({ ...plan, print: (line) => console.log(line) });
    const problems = await writeSoakReport(run, out);
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
  });
await program.parseAsync();
