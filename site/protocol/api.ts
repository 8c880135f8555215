/**
 * HTTP messages of the site. All errors are `application/problem+json` (`problem`). Every write needs the same
 * origin. Server-sent events: `event:` is the name, `data:` the JSON of the schema named beside it.
 *
 * GET    /api/health                                     → health
 * GET    /api/runtime                                    → runtimeStatus
 * GET    /api/runtime/events                             SSE `runtime`: runtimeStatus
 * POST   /api/runtime/retry                              → runtimeStatus (202: starts over after a failure)
 * GET    /api/progress                                   → progress
 * GET    /api/own-data                                   → a file with all that is kept of the learner
 * DELETE /api/own-data                                   → 204: running labs end, and all of it is gone
 * GET    /api/labs/:lab                                  → labView
 * POST   /api/labs/:lab/attempt                          → attemptView (201, or 200 when one is running)
 * DELETE /api/attempts/:id                               → 204: ends it and destroys the environment
 * POST   /api/attempts/:id/extend                        → attemptView
 * POST   /api/attempts/:id/park                          → attemptView: puts it aside, as it is
 * POST   /api/attempts/:id/resume                        → attemptView (202): brings it back; `attempt` events say how far it is
 * GET    /api/attempts/:id/events                        SSE `attempt`: attemptView · `report`: exerciseReport · `help` (help.ts) · `ended`
 * POST   /api/attempts/:id/exercises/:exercise/check     → exerciseReport (full; settling checks go on by `report` events)
 * POST   /api/attempts/:id/exercises/:exercise/hint      → hint
 * GET    /api/attempts/:id/exercises/:exercise/solution  → solution (403 before two hints or a pass)
 * POST   /api/attempts/:id/exercises/:exercise/reset     → 204
 * POST   /api/attempts/:id/kubeconfig                    → kubeconfig (403 where the cohort does not allow it)
 * GET    /api/attempts/:id/previews …                    see previews.ts
 * GET    /api/attempts/:id/schemas …                     see schemas.ts
 * POST   /api/attempts/:id/terminals/:tab/ticket         → ticket
 * DELETE /api/attempts/:id/terminals/:tab                → 204: ends the shell
 * GET    /api/attempts/:id/recordings/:tab               → asciicast v3, as a download (404 when nothing is recorded)
 * DELETE /api/attempts/:id/recordings/:tab               → 204: what was recorded goes, recording begins anew
 * GET    /api/quizzes/:quiz                              → quizView
 * POST   /api/quizzes/:quiz/answers                      body answer → answerResult
 */
import { z } from 'zod';

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  hint: z.string(),
});
export type Problem = z.infer<typeof problem>;

export const step = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['pending', 'running', 'done', 'failed']),
  detail: z.string().optional(),
  fraction: z.number().min(0).max(1).optional(),
  expectedMs: z.number(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
});

const errorView = z.object({ code: z.string(), message: z.string(), hint: z.string() });

export const runtimeStatus = z.object({
  state: z.enum(['checking', 'preparing', 'ready', 'failed']),
  source: z.enum(['packages', 'registry', 'import']).optional(),
  steps: z.array(step),
  etaMs: z.number().optional(),
  error: errorView.optional(),
});
export type RuntimeStatus = z.infer<typeof runtimeStatus>;

export const health = z.object({ status: z.literal('ok'), runtime: runtimeStatus.shape.state });

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('passed') }),
  z.object({ kind: z.literal('settling'), waitingFor: z.string(), until: z.string() }),
  z.object({ kind: z.literal('failed'), saw: z.string(), wanted: z.string(), next: z.string() }),
  z.object({ kind: z.literal('blocked'), by: z.array(z.string()) }),
  z.object({ kind: z.literal('broken'), incident: z.string() }),
  z.object({ kind: z.literal('unproven') }),
]);

export const exerciseReport = z.object({
  format: z.literal(1),
  lab: z.string(),
  exercise: z.string(),
  mode: z.enum(['live', 'full']),
  at: z.string(),
  passed: z.boolean(),
  checks: z.array(
    z.object({
      id: z.string(),
      claim: z.string(),
      points: z.number(),
      given: z.boolean(),
      challenge: z.boolean(),
      outcome,
      checkedAt: z.string(),
      durationMs: z.number(),
    }),
  ),
});
export type ExerciseReportMessage = z.infer<typeof exerciseReport>;

/** `wasDone`: proven once, and no longer holds now. */
export const exerciseState = z.enum(['notTried', 'inWork', 'done', 'wasDone']);
export type ExerciseState = z.infer<typeof exerciseState>;

export const attemptView = z.object({
  id: z.string(),
  lab: z.string(),
  /** What `{{key}}` in the lab page stands for. */
  values: z.record(z.string(), z.string()),
  environment: z.discriminatedUnion('state', [
    /** The bundle is not ready yet; creation starts by itself when it is. */
    z.object({ state: z.literal('waitingForRuntime') }),
    z.object({
      state: z.literal('creating'),
      steps: z.array(step),
      /** Absent while it waits for somebody else to leave. */
      etaMs: z.number().optional(),
    }),
    z.object({
      state: z.literal('ready'),
      readyInMs: z.number().optional(),
      /** Present when it has nearly filled the disk that it may take. */
      disk: z.object({ usedMiB: z.number(), limitMiB: z.number() }).optional(),
    }),
    /** Put aside until then; `error`: why it could not be brought back. */
    z.object({
      state: z.literal('parked'),
      until: z.string(),
      error: errorView.optional(),
      /** It had filled its disk; without a limit: the machine's. */
      full: z.object({ usedMiB: z.number(), limitMiB: z.number().optional() }).optional(),
      /** The machine or its engine has restarted meanwhile. */
      interrupted: z
        .object({
          /** What ran in the shells has ended. */
          shells: z.boolean(),
          /** As of when Vault comes back, or `empty`; absent: as it was. */
          vault: z.union([z.iso.datetime(), z.literal('empty')]).optional(),
        })
        .optional(),
    }),
    z.object({ state: z.literal('resuming'), startedAt: z.string(), etaMs: z.number() }),
    z.object({ state: z.literal('failed'), error: errorView }),
  ]),
  /** ISO time; absent until the environment exists. */
  expiresAt: z.string().optional(),
  canExtend: z.boolean(),
  exercises: z.array(
    z.object({
      id: z.string(),
      state: exerciseState,
      points: z.number(),
      hintsShown: z.number().int(),
      solutionShown: z.boolean(),
    }),
  ),
});
export type AttemptView = z.infer<typeof attemptView>;

export const labView = z.object({
  id: z.string(),
  title: z.string(),
  story: z.string(),
  minutes: z.number(),
  exercises: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      goal: z.string(),
      minutes: z.number(),
      bonus: z.boolean(),
      checks: z.array(
        z.object({
          id: z.string(),
          claim: z.string(),
          points: z.number(),
          given: z.boolean(),
          challenge: z.boolean(),
        }),
      ),
    }),
  ),
  /** Whether the secret trace may be seen; see `trace.ts`. */
  trace: z.boolean(),
  /** Whether the lab can be put aside. */
  parking: z.boolean(),
  /** The learner's running attempt, if there is one. */
  attempt: attemptView.nullable(),
});
export type LabView = z.infer<typeof labView>;

export const hint = z.object({
  exercise: z.string(),
  check: z.string(),
  /** 1-based rung, of `total`. */
  rung: z.number().int(),
  total: z.number().int(),
  text: z.string(),
});
export type Hint = z.infer<typeof hint>;

export const solution = z.object({ exercise: z.string(), script: z.string() });

export const ticket = z.object({ url: z.string(), expiresAt: z.string() });

export const quizView = z.object({
  id: z.string(),
  title: z.string(),
  questions: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['single', 'multiple', 'order', 'match', 'fill', 'fault']),
      /** Inline Markdown rendered to safe HTML by the server. */
      promptHtml: z.string(),
      /** For `fault`: the YAML, a line each; for others absent. */
      lines: z.array(z.string()).optional(),
      options: z.array(z.object({ id: z.string(), html: z.string() })),
      /** For `match`: what the options are matched with. */
      targets: z.array(z.object({ id: z.string(), html: z.string() })).optional(),
      triesLeft: z.number().int().nullable(),
      /** What was answered before, with its result. */
      last: z.unknown().optional(),
    }),
  ),
});
export type QuizView = z.infer<typeof quizView>;

/** single: [option] · multiple: options · order: options in order · match: "option=target" · fill: [text] · fault: [line number] */
export const answer = z.strictObject({
  question: z.string().max(100),
  given: z.array(z.string().max(500)).max(50),
});
export type Answer = z.infer<typeof answer>;

export const answerResult = z.object({
  question: z.string(),
  correct: z.boolean(),
  given: z.array(z.string()),
  triesLeft: z.number().int().nullable(),
  /** Per option that was chosen; all of them, and the right answer, once it is correct or no try is left. */
  explanations: z.array(z.object({ option: z.string(), correct: z.boolean(), html: z.string() })),
  /** Only once it is correct or no try is left. */
  solution: z.array(z.string()).optional(),
});
export type AnswerResult = z.infer<typeof answerResult>;

export const progress = z.object({
  labs: z.array(
    z.object({
      id: z.string(),
      /** An attempt at it runs right now. */
      running: z.boolean(),
      exercises: z.array(
        z.object({
          id: z.string(),
          bonus: z.boolean(),
          state: exerciseState,
          points: z.number(),
          of: z.number(),
        }),
      ),
    }),
  ),
  quizzes: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      answered: z.number(),
      correct: z.number(),
      of: z.number(),
    }),
  ),
  /** What to do next; `null`: everything but bonus exercises is done. */
  next: z.nullable(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('exercise'),
        why: z.enum(['begin', 'goOn', 'mend']),
        lab: z.string(),
        exercise: z.string(),
      }),
      z.object({ kind: z.literal('quiz'), quiz: z.string() }),
    ]),
  ),
});
export type Progress = z.infer<typeof progress>;

/** For programs outside of the workspace. It holds a key: whoever has it can do in the cluster what the learner can. */
export const kubeconfig = z.object({ text: z.string(), server: z.string() });
