import { setTimeout as delay } from 'node:timers/promises';
import { presentCommit } from '#tests/crash/present-commit.ts';
import { crewOptions, openClass } from '#tests/crash/crew.ts';
import { Footprint } from '#tests/crash/footprint.ts';
import { InFlight } from '#tests/crash/in-flight.ts';
import { Orphans } from '#tests/crash/orphans.ts';
import { allQuestions } from '#tests/crash/questions.ts';
import { QuizTaker } from '#tests/crash/quiz-taker.ts';
import { describeMachine, type Machine } from '#tests/bench/measure/machine.ts';
import { RealServer } from '#tests/support/real-server.ts';
import { SoakLearner, type SoakPace } from './soak-learner.ts';
import { takeSample, type Sample } from './take-sample.ts';

export interface SoakPlan extends SoakPace {
  readonly minutes: number;
  /** How many at the same time, each in a lab of their own. */
  readonly learners: number;
  readonly print: (line: string) => void;
}

export interface SoakRun extends Omit<SoakPlan, 'print'> {
  readonly startedAt: string;
  readonly machine: Machine;
  /** The state of the repository; ends with `+` when some of it is in no commit. */
  readonly commit: string;
  readonly samples: readonly Sample[];
  /** What was done for the learners, by kind. */
  readonly done: Readonly<Record<string, number>>;
  /** What went wrong for them. */
  readonly troubles: readonly string[];
  /** What was still in the engine, and which processes, after the last lab had ended. */
  readonly left: readonly string[];
}

const sampleMs = 15_000;
const goneMs = 120_000;

/** One sample is left out when the engine does not answer; the learners' own troubles are counted elsewhere. */
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

/** Learners work on real environments for that long, beside pages that come and go. */
export async function soak({ print, ...plan }: SoakPlan): Promise<SoakRun> {
  const startedAt = new Date().toISOString();
  const machine = describeMachine();
  const commit = presentCommit();
  const server = await RealServer.prepare(undefined, crewOptions);
  const footprint = new Footprint(server.dataDir);
  const orphans = new Orphans(server, () => footprint.containers());
  const samples: Sample[] = [];
  const stop = new AbortController();
  try {
    await server.start();
    const { seat } = await openClass(server);
    const learners: SoakLearner[] = [];
    for (let number = 0; number < plan.learners; number += 1) {
      const person = await seat();
      const taking = { questions: await allQuestions(person), inFlight: new InFlight(), join: seat };
      learners.push(new SoakLearner(person, new QuizTaker(taking), plan));
    }
    const end = performance.now() + plan.minutes * 60_000;
    const work = Promise.all(learners.map((learner) => learner.work(() => performance.now() < end)));
    const sampling = sampleUntil(stop.signal, async () => {
      const sample = await takeSample(server, footprint);
      samples.push(sample);
      const { minute, memoryMiB, handles, objects } = sample;
      print(`${minute.toFixed(1)} min: ${memoryMiB.toFixed(0)} MiB, ${handles} handles, ${objects} objects`);
    });
    await work;
    stop.abort();
    await sampling;
    const left = [...(await footprint.leftAfter(goneMs)), ...(await orphans.processesAfter(goneMs))];
    const done = sumOf(learners.map((learner) => learner.done));
    const troubles = learners.flatMap((learner) => learner.troubles);
    return { startedAt, machine, commit, ...plan, samples, done, troubles, left };
  } finally {
    stop.abort();
    await server.remove();
  }
}

function sumOf(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const [what, count] of all.flatMap((each) => Object.entries(each)))
    sum[what] = (sum[what] ?? 0) + count;
  return sum;
}
