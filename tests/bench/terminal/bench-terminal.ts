import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { awaitQuiet } from '../measure/await-quiet.ts';
import { BenchReport, type Keeping, type Series } from '../measure/report.ts';
import { KindlabSubject } from './kindlab-subject.ts';
import { measureEcho } from './measure-echo.ts';
import { measureInterrupt } from './measure-interrupt.ts';
import { countReconnects, timeReconnects } from './measure-reconnects.ts';
import { measureStalled } from './measure-stalled.ts';
import { colouredText, measureThroughput } from './measure-throughput.ts';
import { ShellinaboxSubject } from './shellinabox-subject.ts';
import { shellPrompt, type Subject } from './subject.ts';
import { WettySubject } from './wetty-subject.ts';

export interface TerminalBench extends Keeping {
  readonly minutes: number;
  readonly reconnects: number;
  readonly alone?: boolean;
}

const echoTerminals = 100;
const echoSeconds = 10;
const echoRounds = 3;
const printedBytes = 64 * 1024 * 1024;
const throughputRuns = 5;
const interruptRuns = 20;
const timedReconnects = 50;

/** Everything on loopback, in a folder that goes with it. What can't be installed here is said, and left out. */
export async function benchTerminal({
  minutes,
  reconnects,
  alone,
  ...keeping
}: TerminalBench): Promise<void> {
  const report = await BenchReport.begin('terminal', keeping);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-bench-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const shell = await writeShell(folder);
  const kindlab = stack.use(await KindlabSubject.start(folder, shell));
  const subjects: Subject[] = [kindlab];
  if (alone !== true) {
    for (const [name, start] of [
      ['wetty', () => WettySubject.start(folder, shell)],
      ['shellinabox', () => ShellinaboxSubject.start(folder, shell)],
    ] as const) {
      try {
        subjects.push(stack.use(await start()));
      } catch (error) {
        report.note(
          `${name} is not in this table: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }
  await measureAll(report, subjects, folder);
  await measureReconnects(report, kindlab, { folder, times: reconnects });
  // Fresh: forgetting the hundreds of terminals from above would show as growth.
  const fresh = stack.use(await KindlabSubject.start(path.join(folder, 'fresh'), shell));
  const [, ...others] = subjects;
  for (const [subject, values] of await measureStalled([fresh, ...others], minutes))
    report.add({
      measure: `memory gained over ${minutes} min of flood to a stalled reader`,
      subject,
      unit: 'MiB',
      better: 'less',
      values,
      bar: { of: 'most', limit: 16 },
    });
  await report.finish();
}

/** What every terminal can be asked. One subject after the other, so that none disturbs the next. */
async function measureAll(report: BenchReport, subjects: readonly Subject[], folder: string): Promise<void> {
  const file = path.join(folder, 'coloured');
  await writeFile(file, colouredText(printedBytes));
  await addEcho(report, subjects);
  for (const subject of subjects)
    await addMeasured(report, subject, {
      measure: 'throughput of one terminal',
      unit: 'MiB/s',
      better: 'more',
      values: () => measureThroughput(subject, { file, times: throughputRuns }),
      bar: { of: 'median', limit: 30 },
    });
  for (const subject of subjects)
    await addMeasured(report, subject, {
      measure: 'Ctrl-C under `yes` to the prompt',
      unit: 'ms',
      better: 'less',
      values: () => measureInterrupt(subject, interruptRuns),
      bar: { of: 'most', limit: 200 },
    });
}

/** In rounds, so that a bad moment of the machine does not meet the same subject each time. */
async function addEcho(report: BenchReport, subjects: readonly Subject[]): Promise<void> {
  const heard = new Map(subjects.map((subject) => [subject, [] as number[]]));
  let busiest = 0;
  for (let round = 0; round < echoRounds; round += 1)
    for (const [subject, values] of heard) {
      busiest = Math.max(busiest, await awaitQuiet());
      try {
        values.push(...(await measureEcho(subject, { terminals: echoTerminals, seconds: echoSeconds })));
      } catch (error) {
        failed(report, subject, { measure: 'echo', error });
        heard.delete(subject);
      }
    }
  for (const [subject, values] of heard)
    report.add({
      measure: `echo, ${echoTerminals} terminals and one flood`,
      subject: subject.name,
      unit: 'ms',
      better: 'less',
      values,
      bar: { of: 'p99', limit: 15 },
    });
  report.note(
    `Echo in ${echoRounds} rounds; before each the processor was busy by at most ${(busiest * 100).toFixed(0)} %.`,
  );
}

type Measuring = Omit<Series, 'subject' | 'values'> & { readonly values: () => Promise<readonly number[]> };

/** One who does not stand the measurement is said to, and the others are measured all the same. */
async function addMeasured(
  report: BenchReport,
  subject: Subject,
  { values, ...series }: Measuring,
): Promise<void> {
  try {
    report.add({ ...series, subject: subject.name, values: await values() });
  } catch (error) {
    failed(report, subject, { measure: series.measure, error });
  }
}

function failed(
  report: BenchReport,
  subject: Subject,
  { measure, error }: { readonly measure: string; readonly error: unknown },
): void {
  report.note(
    `${measure}: ${subject.name} failed (${error instanceof Error ? error.message : String(error)})`,
  );
  if (subject instanceof KindlabSubject) process.exitCode = 1;
}

async function measureReconnects(
  report: BenchReport,
  kindlab: KindlabSubject,
  plan: { readonly folder: string; readonly times: number },
): Promise<void> {
  const { lostBytes, repeatedBytes, wrongInputBytes, outputBytes } = await countReconnects(kindlab, plan);
  const row = { subject: kindlab.name, better: 'less', bar: { of: 'most', limit: 0 } } as const;
  const over = `over ${plan.times} cut lines`;
  report.add({ ...row, measure: `output lost ${over}`, unit: 'bytes', values: [lostBytes] });
  report.add({ ...row, measure: `output repeated ${over}`, unit: 'bytes', values: [repeatedBytes] });
  report.add({ ...row, measure: `input lost or repeated ${over}`, unit: 'bytes', values: [wrongInputBytes] });
  report.note(`Over the cut lines, ${(outputBytes / 1024 ** 2).toFixed(0)} MiB of output were compared.`);
  report.add({
    measure: 'from a cut line to new output on the screen',
    subject: kindlab.name,
    unit: 'ms',
    better: 'less',
    values: await timeReconnects(kindlab, timedReconnects),
    bar: { of: 'most', limit: 300 },
  });
  report.note(
    'wetty and shellinabox do not go on after a cut line: wetty ends the shell, and neither knows offsets.',
  );
}

/** The same shell for all: bash without anybody's settings. */
async function writeShell(folder: string): Promise<string> {
  const file = path.join(folder, 'shell');
  await writeFile(file, `#!/bin/sh\nPS1='${shellPrompt}' exec bash --norc --noprofile -i\n`);
  await chmod(file, 0o755);
  return file;
}
