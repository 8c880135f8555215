import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '#tests/server/until.ts';
import { CounterStream } from './counter-stream.ts';
import { NoBackoff, type KindlabSubject } from './kindlab-subject.ts';
import { Screen } from './screen.ts';

export interface Reconnects {
  readonly lostBytes: number;
  readonly repeatedBytes: number;
  /** Typed bytes that did not reach the shell exactly once and in order. */
  readonly wrongInputBytes: number;
  readonly outputBytes: number;
}

const longestCutMs = 20;
const deadlineMs = 60_000;

/** Cuts two lines again and again, with bytes on their way: one that prints a counter, one that is typed into. */
export async function countReconnects(
  subject: KindlabSubject,
  { folder, times }: { readonly folder: string; readonly times: number },
): Promise<Reconnects> {
  const counter = new CounterStream();
  const printing = new Screen({ onDrawn: (bytes) => counter.take(bytes) });
  const output = await subject.open('counter', printing, { backoff: new NoBackoff() });
  const file = path.join(folder, 'typed');
  const reading = new Screen();
  const input = await subject.open('typed', reading, { backoff: new NoBackoff() });
  output.type('seq -f %09.0f 1 900000000\r');
  reading.forget();
  input.type(`stty -echo; echo RE''ADING; cat > ${file}\r`);
  await reading.shows('READING\r\n');
  let typed = '';
  for (let round = 0; round < times; round += 1) {
    const seen = counter.count;
    const word = `${round}\n`;
    await until('a line to type into', () => input.type(word) || undefined, deadlineMs);
    typed += word;
    await until('output after a cut', () => counter.count > seen || undefined, deadlineMs);
    await wait(Math.random() * longestCutMs);
    output.cut();
    input.cut();
  }
  const { lost, repeated } = counter;
  await until(
    'the last of the input',
    async () => (await stat(file)).size >= typed.length || undefined,
    deadlineMs,
  );
  const arrived = await readFile(file, 'latin1');
  input.close();
  output.close();
  return {
    lostBytes: lost,
    repeatedBytes: repeated,
    wrongInputBytes: differing(arrived, typed),
    outputBytes: printing.drawn,
  };
}

/** Milliseconds from a cut to new output on the screen, with the waits that the page itself makes. */
export async function timeReconnects(subject: KindlabSubject, times: number): Promise<readonly number[]> {
  let live = (): void => undefined;
  let drawn = (): void => undefined;
  const screen = new Screen({ onDrawn: () => drawn() });
  const terminal = await subject.open('cut', screen, { onLive: () => live() });
  terminal.type('seq -f %09.0f 1 900000000\r');
  const waits: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const from = performance.now();
    const back = new Promise<void>((resolve) => (live = resolve));
    terminal.cut();
    await back;
    await new Promise<void>((resolve) => (drawn = resolve));
    waits.push(performance.now() - from);
    await wait(longestCutMs);
  }
  terminal.close();
  return waits;
}

function differing(arrived: string, typed: string): number {
  const length = Math.max(arrived.length, typed.length);
  return Array.from({ length }, (_, at) => at).filter((at) => arrived[at] !== typed[at]).length;
}
