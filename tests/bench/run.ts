/**
 * `npm run bench -- start [times]`, `npm run bench -- terminal [--minutes 10]`, `npm run bench -- room` and
 * `npm run bench -- grade [--jobs 1,2,4]`: measurements, not tests. Each says median, p99 and the machine, what became of them
 * since the figures that the repository keeps, and writes the same as JSON. `npm run bench -- page` publishes those.
 */
import { Command, InvalidArgumentError } from 'commander';
import { benchGrade } from './grade/bench-grade.ts';
import { cases } from './grade/cases.ts';
import { benchCheck, type CheckBench } from './environments/bench-check.ts';
import { benchClaim, type ClaimBench } from './environments/bench-claim.ts';
import { benchDensity, type DensityBench } from './environments/bench-density.ts';
import { benchStart, type StartBench } from './environments/bench-start.ts';
import { writePage } from './page/write-page.ts';
import { benchRoom, type RoomBench } from './room/bench-room.ts';
import { benchScale } from './scale/bench-scale.ts';
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

function listOfCounts(text: string): readonly number[] {
  if (/^[1-9]\d?(,[1-9]\d?)*$/.test(text)) return text.split(',').map(Number);
  throw new InvalidArgumentError('It has to be a list such as 1,2,4,8.');
}

/** A benchmark whose figures are rows: kept as JSON and compared with those that the repository keeps. */
function measuring(name: string): Command {
  return program
    .command(name)
    .option('--json <file>', 'where the figures go', `.kindlab/bench/${name}.json`)
    .option('--baseline <file>', `what they are compared with (default: docs/bench/${name}.json)`)
    .option('--save-baseline', `keep them as docs/bench/${name}.json`);
}

const program = new Command('bench').description('Measures Kindlab on this machine').showHelpAfterError();
measuring('start')
  .description(
    'makes, puts to sleep and wakes environments of lab 1, beside kind and Helm by hand (needs Docker)',
  )
  .argument('[times]', 'how many', positive, 10)
  .option('--wakes <number>', 'how often each is put to sleep and woken', upTo(20), 3)
  .option('--asleep <seconds>', 'how long each sleeps before it is woken', positive, 5)
  .option(
    '--by-hand <number>',
    'how often kind and Helm do it by hand, beside an environment with ESO',
    upTo(50),
    3,
  )
  .action((times: number, flags: Omit<StartBench, 'times'>) =>
    benchStart({ ...flags, times: Math.round(times) }),
  );
measuring('claim')
  .description(
    'what a learner waits for: from the press on Start to the prompt, through the server (needs Docker)',
  )
  .argument('[times]', 'how many presses', positive, 50)
  .option('--pool <number>', 'how many environments wait at once', positive, 5)
  .option('--asleep <seconds>', 'how long they have slept', positive, 30)
  .action((times: number, flags: Omit<ClaimBench, 'times'>) =>
    benchClaim({ ...flags, times: Math.round(times), pool: Math.round(flags.pool) }),
  );
measuring('density')
  .description(
    'how memory, processor time and looks grow with environments of lab 1 side by side (needs Docker)',
  )
  .option('--counts <list>', 'how many, one after the other', listOfCounts, [1, 2, 4, 8, 16])
  .action((flags: DensityBench) => benchDensity(flags));
measuring('check')
  .description(
    'how long looks and whole checks take, on an environment of lab 1 that is solved (needs Docker)',
  )
  .option('--times <number>', 'whole checks of each exercise', positive, 10)
  .action((flags: CheckBench) => benchCheck(flags));
measuring('terminal')
  .description('the terminals, beside wetty and shellinabox: echo, throughput, Ctrl-C, reconnects, memory')
  .option('--minutes <number>', 'how long the flood to a stalled client lasts', positive, 10)
  .option('--reconnects <number>', 'how many lines are cut', positive, 1000)
  .option('--alone', 'without the other two')
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
measuring('room')
  .description('a class at work: from what a learner does to the room page of the instructor')
  .option('--learners <number>', 'how many', positive, 200)
  .option('--seconds <number>', 'over which each of them does each thing once', positive, 30)
  .action(({ learners, ...options }: RoomBench) => benchRoom({ ...options, learners: Math.round(learners) }));
program
  .command('scale')
  .description('a simulation, not a measurement: days of 100, 1,000 and 10,000 learners from what three took')
  .action(benchScale);
program
  .command('page')
  .description('writes the figures in docs/bench/ into docs/performance.md and its charts')
  .action(writePage);
await program.parseAsync();
