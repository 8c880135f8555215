/**
 * `npm run bench -- start [times]` and `npm run bench -- terminal [--minutes 10]`: measurements, not tests. Each prints
 * a table with median, p99, spread and the machine, and writes the same as JSON.
 */
import { Command, InvalidArgumentError } from 'commander';
import { benchStart } from './start.ts';
import { benchTerminal } from './terminal/bench-terminal.ts';

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It has to be a number above 0.');
  return value;
}

const program = new Command('bench').description('Measures Kindlab on this machine').showHelpAfterError();
program
  .command('start')
  .description('makes environments of lab 1, one after the other: seconds by step (needs Docker)')
  .argument('[times]', 'how many', positive, 10)
  .option('--json <file>', 'where the figures go', '.kindlab/bench/start.json')
  .action((times: number, { json }: { json: string }) => benchStart({ times: Math.round(times), json }));
program
  .command('terminal')
  .description('the terminals, beside wetty and shellinabox: echo, throughput, Ctrl-C, reconnects, memory')
  .option('--minutes <number>', 'how long the flood to a stalled client lasts', positive, 10)
  .option('--reconnects <number>', 'how many lines are cut', positive, 1000)
  .option('--alone', 'without the other two')
  .option('--json <file>', 'where the figures go', '.kindlab/bench/terminal.json')
  .action(benchTerminal);
await program.parseAsync();
