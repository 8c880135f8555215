import { setTimeout as wait } from 'node:timers/promises';
import { Screen } from './screen.ts';
import { shellPrompt, type Subject } from './subject.ts';

/** About what a browser draws of a flood; what was sent before Ctrl-C has to be drawn before its answer shows. */
const drawnPerSecond = 10 * 1024 * 1024;
const floodMs = 500;
const deadlineMs = 30_000;

/** Milliseconds from Ctrl-C to the prompt on the screen, under `yes`. */
export async function measureInterrupt(subject: Subject, times: number): Promise<readonly number[]> {
  const screen = new Screen({ bytesPerSecond: drawnPerSecond });
  const terminal = await subject.open('interrupt', screen);
  const waits: number[] = [];
  for (let run = 0; run < times; run += 1) {
    terminal.type('yes\r');
    await wait(floodMs);
    screen.forget();
    const from = performance.now();
    terminal.type('\u0003');
    await screen.shows(shellPrompt, deadlineMs);
    waits.push(performance.now() - from);
  }
  terminal.close();
  return waits;
}
