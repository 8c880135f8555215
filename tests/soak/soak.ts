import { setTimeout as delay } from 'node:timers/promises';
import { Footprint } from '#tests/crash/footprint.ts';
import { allQuestions } from '#tests/crash/questions.ts';
import type { Reachable } from '#tests/server/start-test-server.ts';
import { describeMachine, type Machine } from '#tests/bench/measure/machine.ts';
import { RealServer } from '#tests/support/real-server.ts';
import { SoakLearner } from './soak-learner.ts';
import { takeSample, type Sample } from './take-sample.ts';

export interface SoakPlan {
  readonly minutes: number;
  /** Lab pages that are opened and closed beside the learner. */
  readonly pages: number;
  /** Seconds that the learner rests between two labs. */
  readonly pause: number;
  readonly print: (line: string) => void;
}

export interface SoakRun {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly minutes: number;
  readonly pages: number;
  readonly pause: number;
  readonly samples: readonly Sample[];
  /** What the learner did, by kind. */
  readonly done: Readonly<Record<string, number>>;
  /** What went wrong for the learner. */
  readonly troubles: readonly string[];
  /** What was still in the engine after the last lab had ended. */
  readonly left: readonly string[];
}

const sampleMs = 15_000;
const callMs = 60_000;
const goneMs = 120_000;

/** One sample is left out when the engine does not answer; the learner's own troubles are counted elsewhere. */
async function sampleUntil(signal: AbortSignal, sample: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await sample();
    } catch (error) {
      console.warn('no sample:', error instanceof Error ? error.message : error);
    }
    await delay(sampleMs, undefined, { signal }).catch(onlyWhenStopped);
  }
}

function onlyWhenStopped(error: unknown): void {
  if (error instanceof Error && error.name !== 'AbortError') throw error;
}

/** One learner works on real environments for that long, beside pages that come and go. */
export async function soak({ print, ...plan }: SoakPlan): Promise<SoakRun> {
  const startedAt = new Date().toISOString();
  const machine = describeMachine();
  const server = await RealServer.prepare();
  const footprint = new Footprint(server.dataDir);
  const samples: Sample[] = [];
  const stop = new AbortController();
  try {
    await server.start();
    const learner = new SoakLearner(server, await allQuestions(localLearner(server.url)), plan);
    const end = performance.now() + plan.minutes * 60_000;
    const work = learner.work(() => performance.now() < end);
    const sampling = sampleUntil(stop.signal, async () => {
      const sample = await takeSample(server, footprint);
      samples.push(sample);
      const { minute, memoryMiB, handles, objects } = sample;
      print(`${minute.toFixed(1)} min: ${memoryMiB.toFixed(0)} MiB, ${handles} handles, ${objects} objects`);
    });
    await work;
    stop.abort();
    await sampling;
    const left = await footprint.leftAfter(goneMs);
    const { done, troubles } = learner;
    return { startedAt, machine, ...plan, samples, done, troubles, left };
  } finally {
    stop.abort();
    await server.remove();
  }
}

/** Who is there without accounts. */
function localLearner(url: string): Pick<Reachable, 'call'> {
  return { call: (method, to) => fetch(url + to, { method, signal: AbortSignal.timeout(callMs) }) };
}
