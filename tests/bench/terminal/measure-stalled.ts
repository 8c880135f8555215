import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { KindlabSubject } from './kindlab-subject.ts';
import { Screen } from './screen.ts';
import type { BenchTerminal, Subject } from './subject.ts';

const sampleMs = 1000;
const settledShare = 0.1;

/**
 * MiB by which each server's memory grew under `yes` to readers that take nothing, after the first tenth of the time.
 * All at once: it is about memory, and ten minutes are long.
 */
export async function measureStalled(
  subjects: readonly Subject[],
  minutes: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const terminals = (await Promise.all(subjects.map(openStalled))).flat();
  const samples = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end) {
    await wait(sampleMs);
    for (const { name, pid } of subjects) samples.get(name)?.push(await residentMiB(pid));
  }
  for (const terminal of terminals) terminal.close();
  return new Map([...samples].map(([name, values]) => [name, growth(values)]));
}

async function openStalled(subject: Subject): Promise<readonly BenchTerminal[]> {
  const asleep = new Screen();
  const terminals = [await subject.open('stalled-page', asleep)];
  asleep.stall();
  if (subject instanceof KindlabSubject) {
    // Kindlab has to bear both: a page that answers and draws nothing, and a network that takes nothing.
    const deaf = await subject.open('stalled-line', new Screen());
    deaf.type('yes\r');
    deaf.stopReading();
    terminals.push(deaf);
  }
  terminals[0]?.type('yes\r');
  return terminals;
}

function growth(values: readonly number[]): readonly number[] {
  const settled = values.slice(Math.floor(values.length * settledShare));
  const [first = 0] = settled;
  return settled.map((value) => value - first);
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
