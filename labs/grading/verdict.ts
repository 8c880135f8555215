import { z } from 'zod';

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('passed') }),
  z.object({ kind: z.literal('settling'), waitingFor: z.string(), until: z.string() }),
  z.object({ kind: z.literal('failed'), saw: z.string(), wanted: z.string(), next: z.string() }),
  z.object({ kind: z.literal('blocked'), by: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('broken'), incident: z.string() }),
  z.object({ kind: z.literal('unproven') }),
]);

/** How one check ended. */
export type OutcomeKind = z.infer<typeof outcome>['kind'];

const checkReport = z.object({
  id: z.string(),
  claim: z.string(),
  points: z.number(),
  given: z.boolean(),
  challenge: z.boolean(),
  outcome,
  branch: z.string().exactOptional(),
  checkedAt: z.string(),
  durationMs: z.number(),
});

export const exerciseResult = z.object({
  title: z.string(),
  bonus: z.boolean(),
  report: z.object({
    format: z.literal(1),
    lab: z.string(),
    exercise: z.string(),
    mode: z.enum(['live', 'full']),
    at: z.string(),
    checks: z.array(checkReport).readonly(),
    passed: z.boolean(),
  }),
  incidents: z.array(z.object({ check: z.string(), why: z.string() })).readonly(),
});

/** What checks found in a hosted attempt: what `kindlab check` prints. */
export const checked = z.object({
  kind: z.literal('checked'),
  points: z.number(),
  of: z.number(),
  exercises: z.array(exerciseResult).readonly(),
});

export type Checked = z.infer<typeof checked>;

/** What became of one file that was run or applied. */
const stepResult = z.object({
  /** Relative to `solution/`. */
  file: z.string(),
  /** `killed`: its time was over. `no-time`: earlier ones had used it up. `refused`: the workspace took no more commands. */
  ended: z.enum(['done', 'failed', 'killed', 'no-time', 'refused']),
  exitCode: z.number().exactOptional(),
  /** The end of what it said, where it failed. */
  said: z.string().exactOptional(),
  ms: z.number(),
});

export type StepResult = z.infer<typeof stepResult>;

/** What is said about one submission. Only `graded` has points; `broken` is our fault and counts against nobody. */
export const verdict = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('graded'),
    points: z.number(),
    of: z.number(),
    /** Of bonus exercises, besides. */
    bonus: z.number(),
    steps: z.array(stepResult).readonly(),
    notes: z.array(z.string()).readonly(),
    exercises: z.array(exerciseResult).readonly(),
  }),
  z.object({ kind: z.literal('rejected'), code: z.string(), why: z.string() }),
  z.object({ kind: z.literal('broken'), why: z.string() }),
]);

export type Verdict = z.infer<typeof verdict>;
export type Graded = Extract<Verdict, { kind: 'graded' }>;
