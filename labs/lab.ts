import type { Check } from '#checkers/define-check.ts';
import type { EnvironmentSpec } from '#containers/contract/environment.ts';

/** One exercise: a folder `labs/<lab>/<exercise>/` with exercise.yaml, checks.ts, start/, solution.sh, mistakes/, facts/. */
export interface Exercise {
  /** Permanent: progress is stored under it. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what is true when it is done. */
  readonly goal: string;
  readonly minutes: number;
  readonly bonus: boolean;
  readonly checks: readonly Check[];
  /** Absolute path of the reference solution; bash, run in the workspace as the learner. */
  readonly solutionFile: string;
  /** Absolute path of a bash script that brings the environment to this exercise's start, idempotent. */
  readonly resetFile: string;
  /** Absolute folder of deliberate mistakes and fakes, each `<name>.sh` with an `# expect:` header. */
  readonly mistakesDir: string;
}

/** `start.sh` of a lab: bash, run in the workspace as the learner, idempotent. */
export interface LabStart {
  /** Absolute path. */
  readonly file: string;
  /** About how long it takes, in milliseconds, as measured. */
  readonly expectedMs: number;
}

/** What an attempt at a lab may cost. */
export interface LabBudget {
  /** Memory of all its containers when the learner arrives. */
  readonly memoryMiB: number;
  /** From asking for the lab to its first prompt. */
  readonly startSeconds: number;
  /** The learner's time, at the first go. */
  readonly minutes: number;
}

export interface Lab {
  readonly id: string;
  readonly title: string;
  /** Its place in the course, from 1. */
  readonly order: number;
  /** The story in two sentences. */
  readonly story: string;
  readonly minutes: number;
  readonly environment: Omit<EnvironmentSpec, 'lab'>;
  /** What is done to a fresh environment before the learner arrives; absent: nothing. */
  readonly start?: LabStart;
  /** Absent: the author has set none, which `labs lint` complains about. */
  readonly budget?: LabBudget;
  readonly exercises: readonly Exercise[];
  /**
   * Fresh random values and names for one attempt; keys are what `{{key}}` in the lab page refers to. Those whose keys
   * begin with `hidden_` never reach the page.
   */
  newValues(): Readonly<Record<string, string>>;
}

export interface Catalog {
  readonly labs: readonly Lab[];
  /** Throws Fault NOT_FOUND naming the labs there are. */
  getLab(id: string): Lab;
}
