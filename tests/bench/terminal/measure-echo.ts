import { setTimeout as wait } from 'node:timers/promises';
import { Screen } from './screen.ts';
import type { BenchTerminal, Subject } from './subject.ts';

export interface EchoPlan {
  readonly terminals: number;
  readonly seconds: number;
}

const openAtOnce = 10;
const meanPauseMs = 200;
const lineKeys = 40;
const echoDeadlineMs = 10_000;
const clearLine = '\u0015';

interface Typist {
  readonly terminal: BenchTerminal;
  readonly screen: Screen;
  /** Called at the next byte that comes. */
  heard: () => void;
}

/** Milliseconds from a key to its echo: everybody types about five keys a second, beside one terminal that runs `yes`. */
export async function measureEcho(subject: Subject, plan: EchoPlan): Promise<readonly number[]> {
  const typists: Typist[] = [];
  while (typists.length < plan.terminals) {
    const count = Math.min(openAtOnce, plan.terminals - typists.length);
    const from = typists.length;
    typists.push(
      ...(await Promise.all(Array.from({ length: count }, (_, at) => openTypist(subject, `e${from + at}`)))),
    );
  }
  const flood = await subject.open('flood', new Screen());
  flood.type('yes\r');
  const end = performance.now() + plan.seconds * 1000;
  const all = await Promise.all(typists.map((typist) => typeUntil(typist, end)));
  flood.type('\u0003');
  flood.close();
  for (const { terminal } of typists) terminal.close();
  return all.flat();
}

async function openTypist(subject: Subject, id: string): Promise<Typist> {
  const screen: Screen = new Screen({ onDrawn: () => typist.heard() });
  const typist: Typist = {
    screen,
    heard: () => undefined,
    terminal: { type: () => undefined, close: () => undefined },
  };
  return Object.assign(typist, { terminal: await subject.open(id, screen) });
}

async function typeUntil(typist: Typist, end: number): Promise<number[]> {
  const times: number[] = [];
  await wait(Math.random() * meanPauseMs);
  while (performance.now() < end) {
    const ms = await echoOf(typist, times.length % lineKeys === lineKeys - 1 ? clearLine : 'x');
    times.push(ms);
    await wait(meanPauseMs * (0.5 + Math.random()));
  }
  return times;
}

function echoOf(typist: Typist, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const timer = setTimeout(() => reject(new Error(`no echo within ${echoDeadlineMs} ms`)), echoDeadlineMs);
    typist.heard = () => {
      typist.heard = () => undefined;
      clearTimeout(timer);
      resolve(performance.now() - from);
    };
    typist.terminal.type(key);
  });
}
