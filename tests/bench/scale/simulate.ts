/** What one lab, one start and one check take; measured (`docs/replicas-report.json`). */
export interface Measured {
  readonly labMemoryMiB: number;
  readonly labCores: number;
  /** Processor time that making one lab takes. */
  readonly startCoreSeconds: number;
  /** How long a start takes when nothing else is to be done. */
  readonly startSeconds: number;
  readonly transactionsIdle: number;
  readonly transactionsPerCheck: number;
}

/** What nobody has measured: a choice, or a guess that a reader replaces by their own. */
export interface Assumed {
  readonly machine: { readonly cores: number; readonly memoryGiB: number; readonly pricePerHour: number };
  /** Share of a machine that labs get; the rest is its system and what carries it. */
  readonly share: number;
  /** A lab in which somebody works, against one that only stands there. */
  readonly workingMemory: number;
  readonly workingCores: number;
  readonly labMinutes: { readonly mean: number; readonly spread: number };
  readonly checkEveryMinutes: number;
}

/** How learners come. */
export interface Crowd {
  readonly name: string;
  readonly says: string;
  readonly learners: number;
  /** Minutes of the day in which starts fall, and how they gather: 0 evenly, 1 towards the middle. */
  readonly from: number;
  readonly to: number;
  readonly gathered: 0 | 1;
}

export interface Outcome {
  readonly peakLabs: number;
  readonly machines: number;
  readonly machineHours: number;
  readonly price: number;
  /** From the press to the prompt, for the middle learner and for the last of a hundred. */
  readonly waitP50Seconds: number;
  readonly waitP99Seconds: number;
  readonly transactionsPerSecond: number;
  readonly checksPerSecond: number;
}

const dayMinutes = 24 * 60;

/**
 * One day, minute by minute. Machines are bought for the peak of the crowd and given back when labs end; starts wait for the
 * processor time that running labs leave. The same seed gives the same day.
 */
export function simulateDay(crowd: Crowd, measured: Measured, assumed: Assumed, seed: number): Outcome {
  const random = seeded(seed);
  const arrivals = arrivalsOf(crowd, random);
  const machines = machinesFor(mostAtOnce(arrivals, assumed, random), measured, assumed);
  const endings = new Map<number, number>();
  const waits: number[] = [];
  const waiting: number[] = [];
  const totals = { running: 0, peak: 0, machineMinutes: 0, busiest: 0, checks: 0 };
  let carriedOver = 0;
  for (let minute = 0; minute < dayMinutes * 2; minute += 1) {
    totals.running -= endings.get(minute) ?? 0;
    waiting.push(...arrivals.filter((at) => Math.floor(at) === minute));
    const free = machines * assumed.machine.cores * assumed.share - totals.running * assumed.workingCores;
    const budget = Math.max(0, free) * 60 + carriedOver;
    const starting = waiting.splice(0, Math.floor(budget / measured.startCoreSeconds));
    // What is left of a start that does not fit into this minute goes on in the next.
    carriedOver = waiting.length > 0 ? budget % measured.startCoreSeconds : 0;
    starting.forEach((at, index) => {
      const turn = (index * measured.startCoreSeconds) / Math.max(1, free);
      waits.push(Math.max(0, (minute - Math.floor(at)) * 60) + turn + measured.startSeconds);
      const end = minute + Math.round(lengthOf(assumed, random));
      endings.set(end, (endings.get(end) ?? 0) + 1);
    });
    totals.running += starting.length;
    totals.peak = Math.max(totals.peak, totals.running);
    totals.machineMinutes += totals.running === 0 ? 0 : machinesFor(totals.running, measured, assumed);
    const checks = totals.running / assumed.checkEveryMinutes / 60;
    totals.checks = Math.max(totals.checks, checks);
    totals.busiest = Math.max(
      totals.busiest,
      measured.transactionsIdle + checks * measured.transactionsPerCheck,
    );
  }
  const sorted = waits.toSorted((a, b) => a - b);
  const machineHours = totals.machineMinutes / 60;
  return {
    peakLabs: totals.peak,
    machines,
    machineHours: Math.round(machineHours),
    price: Math.round(machineHours * assumed.machine.pricePerHour),
    waitP50Seconds: Math.round(at(sorted, 0.5)),
    waitP99Seconds: Math.round(at(sorted, 0.99)),
    transactionsPerSecond: Math.round(totals.busiest),
    checksPerSecond: Math.round(totals.checks * 10) / 10,
  };
}

function arrivalsOf({ learners, from, to, gathered }: Crowd, random: () => number): readonly number[] {
  const one = (): number => (gathered === 0 ? random() : (random() + random() + random()) / 3);
  return Array.from({ length: learners }, () => from + one() * (to - from)).toSorted((a, b) => a - b);
}

function lengthOf({ labMinutes }: Assumed, random: () => number): number {
  const around = random() + random() - 1;
  return Math.max(10, labMinutes.mean + around * labMinutes.spread);
}

/** How many labs there are at most when nobody has to wait. */
function mostAtOnce(arrivals: readonly number[], assumed: Assumed, random: () => number): number {
  const changes = arrivals
    .flatMap((start) => [
      { at: start, by: 1 },
      { at: start + lengthOf(assumed, random), by: -1 },
    ])
    .toSorted((a, b) => a.at - b.at);
  let running = 0;
  return changes.reduce((most, { by }) => Math.max(most, (running += by)), 0);
}

/** By memory or by processor, whichever asks for more. */
export function machinesFor(
  labs: number,
  measured: Measured,
  { machine, share, ...assumed }: Assumed,
): number {
  const memory = (labs * measured.labMemoryMiB * assumed.workingMemory) / (machine.memoryGiB * 1024 * share);
  const cores = (labs * Math.max(measured.labCores, assumed.workingCores)) / (machine.cores * share);
  return Math.max(1, Math.ceil(Math.max(memory, cores)));
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The same day for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
