/**
 * `npm run crash -- [--times 20]`: kills a real server with SIGKILL at random moments while a learner works on a real
 * environment, starts it again, and holds it to what it had acknowledged. Ends with `N passed, N failed`.
 */
import { Command } from 'commander';
import { crashRounds } from './crash-rounds.ts';

const program = new Command('crash')
  .description('kills the server at random moments: nothing acknowledged may be lost, nothing left behind')
  .option('--times <number>', 'how many kills', (text) => Math.max(1, Math.round(Number(text))), 20)
  .option('--seed <number>', 'the same moments again', Number, Date.now() % 100_000)
  .action(async ({ times, seed }: { times: number; seed: number }) => {
    console.log(`Seed ${seed}.`);
    const { passed, problems } = await crashRounds({ times, seed, print: (line) => console.log(line) });
    for (const problem of problems) console.error(problem);
    console.log(`${passed} passed, ${problems.length} failed`);
    if (problems.length > 0) process.exitCode = 1;
  });
await program.parseAsync();
