import os from 'node:os';
import type { Measured } from '#containers/contract/measured.ts';
import { measureRoom } from '#containers/runtime/pipeline/check-room.ts';
import type { Catalog, Lab } from '#labs/lab.ts';
import type { ClassPlan } from '#site/protocol/planning.ts';
import { planClass, type EnvironmentCost, type Resources } from './plan-class.ts';
import { storedCost } from './stored-cost.ts';

export interface ClassPlannerOptions {
  readonly catalog: Catalog;
  readonly now: () => Date;
  /** Where environments are kept when the engine does not say it. */
  readonly dataDir: string;
  /** What environments take that run on this machine; absent: none can. */
  readonly measure?: ((signal: AbortSignal) => Promise<Measured>) | undefined;
}

export interface ClassWish {
  readonly learners: number;
  readonly startsAt: Date;
  /** Ids; none: every lab of the course. */
  readonly labs: readonly string[];
}

const bytesPerMiB = 2 ** 20;

/** Says whether a class fits on this machine, from what environments take here now or else took when they were last measured. */
export class ClassPlanner {
  readonly #options: ClassPlannerOptions;

  constructor(options: ClassPlannerOptions) {
    this.#options = options;
  }

  async plan({ learners, startsAt, labs }: ClassWish, signal: AbortSignal): Promise<ClassPlan> {
    const { catalog, measure, now, dataDir } = this.#options;
    const meant = catalog.labs.filter(({ id }) => labs.length === 0 || labs.includes(id));
    const measured = await measure?.(signal);
    const each = await this.#cost(meant, measured);
    const machine = await readMachine(measured?.folder ?? dataDir);
    return planClass({
      ...{ learners, startsAt, now: now(), each, machine },
      running: measured?.environments ?? 0,
    });
  }

  /** A measured figure is of labs that happen to run; the stored one of a heavier lab counts all the same. */
  async #cost(labs: readonly Lab[], measured: Measured | undefined): Promise<EnvironmentCost> {
    const stored = await storedCost(labs);
    if (measured?.each === undefined) return stored;
    return {
      ...measured.each,
      startSeconds: stored.startSeconds,
      source: { kind: 'measured', environments: measured.sampled },
    };
  }
}

async function readMachine(folder: string): Promise<Resources> {
  const [, load = 0] = os.loadavg();
  return {
    memoryMiB: os.freemem() / bytesPerMiB,
    cores: Math.max(0, os.availableParallelism() - load),
    diskMiB: (await measureRoom(folder)).freeBytes / bytesPerMiB,
  };
}
