/**
 * `npm run bench -- start [times]`, `npm run bench -- terminal [--minutes 10]`, `npm run bench -- room` and
 * `npm run bench -- grade [--jobs 1,2,4]`: measurements, not tests. Each says median, p99 and the machine, and writes the same as
 * JSON.
 */
import { Command, InvalidArgumentError } from 'commander';
import { benchGrade } from './grade/bench-grade.ts';
import { cases } from './grade/cases.ts';
import { benchStart } from './start.ts';
import { benchRoom, type RoomBench } from './room/bench-room.ts';
import { benchTerminal } from './terminal/bench-terminal.ts';

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It has to be a number above 0.');
  return value;
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`It has to be a whole number from 0 to ${String(most)}.`);
  };
}

function listOfJobs(text: string): readonly number[] {
  if (/^[1-9]\d?(,[1-9]\d?)*$/.test(text)) return text.split(',').map(Number);
  throw new InvalidArgumentError('It has to be a list such as 1,2,4.');
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
program
  .command('grade')
  .description('mixed submissions in one batch that is killed twice, and submissions per hour (needs Docker)')
  .option('--submissions <n>', 'how many mixed ones; 0: throughput alone', upTo(cases.length), cases.length)
  .option(
    '--jobs <list>',
    'how many at a time; the mixed batch runs with the first, and with several whole solutions are timed with each',
    listOfJobs,
    [1],
  )
  .option(
    '--out <folder>',
    'where submissions and results go, in a new folder each time',
    '.kindlab/bench/grade',
  )
  .option('--page <file>', 'the page; its figures go beside it as JSON', 'docs/grading-report.md')
  .option('--minutes <number>', 'longest that all of it may take', positive, 240)
  .action(benchGrade);
program
  .command('room')
  .description('a class at work: from what a learner does to the room page of the instructor')
  .option('--learners <number>', 'how many', positive, 200)
  .option('--seconds <number>', 'over which each of them does each thing once', positive, 30)
  .option('--json <file>', 'where the figures go', '.kindlab/bench/room.json')
  .action(({ learners, ...options }: RoomBench) => benchRoom({ ...options, learners: Math.round(learners) }));
await program.parseAsync();
