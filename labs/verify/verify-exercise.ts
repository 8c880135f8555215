import { readFile } from 'node:fs/promises';
import { hintFor } from '#checkers/hint-for.ts';
import type { CheckReport } from '#checkers/report.ts';
import { createSettlingEpisodes } from '#checkers/settling-episodes.ts';
import { checkExercise, type ExerciseRun } from '../check-exercise.ts';
import { jumpScript, scriptEnvironment } from '../exercise-scripts.ts';
import type { Exercise } from '../lab.ts';
import { readMistakes, type Mistake } from './read-mistake.ts';
import { collectRepeats, describeFlakes } from './repeated-checks.ts';
import type { Stage } from './verify-lab.ts';
import type { Trial } from './verify-report.ts';

const scriptMs = 300_000;
/** Long enough for what really settles, short enough to notice what never does. */
const settleMs = { solved: 180_000, mistaken: 45_000, untouched: 5000 };

type Judge = (run: ExerciseRun) => readonly string[];

interface Step {
  readonly name: string;
  /** Scripts to run first, each with what it is called in a problem. */
  readonly scripts: readonly (readonly [name: string, text: string])[];
  readonly mode: 'full' | 'live';
  readonly budgetMs: number;
  readonly judge: Judge;
  readonly undo?: string;
  /** How often to run the checks if the first run is as it has to be; each has to say the same. Default once. */
  readonly runs?: number;
}

export interface ExerciseTrials {
  /** Only trials of these names; absent: all. */
  readonly only?: readonly string[];
  /** How often the checks are run where nobody touched anything, and where the solution has passed. */
  readonly runs: number;
}

/** All trials of one exercise, one after the other in the same environment. */
export async function* verifyExercise(
  stage: Stage,
  exercise: Exercise,
  { only, runs }: ExerciseTrials,
  signal: AbortSignal,
): AsyncGenerator<Omit<Trial, 'round'>> {
  const start = ['reset', await jumpScript(stage.lab, exercise)] as const;
  const solution = ['solution', await readFile(exercise.solutionFile, 'utf8')] as const;
  const untouched = {
    scripts: [start],
    mode: 'full',
    budgetMs: settleMs.untouched,
    judge: nothingDone,
  } as const;
  const solved = { mode: 'full', budgetMs: settleMs.solved, judge: allPassed } as const;
  const first = stage.lab.exercises[0] === exercise && only === undefined;
  const steps: readonly Step[] = [
    { ...untouched, name: 'untouched', scripts: first ? [] : [start], runs },
    { ...solved, name: 'solution', scripts: only === undefined ? [solution] : [start, solution], runs },
    { ...solved, name: 'again', scripts: [solution] },
    ...(await readMistakes(exercise.mistakesDir)).map((mistake) => mistakeStep(mistake, start, solution)),
    { ...untouched, name: 'reset' },
  ];
  for (const step of steps)
    if (only?.includes(step.name) ?? true) yield await take(step, { stage, exercise, signal });
}

function mistakeStep(
  mistake: Mistake,
  start: Step['scripts'][number],
  solution: Step['scripts'][number],
): Step {
  const { name, script, from, outcome, undo } = mistake;
  return {
    name,
    scripts: [start, ...(from === 'solved' ? [solution] : []), [name, script]],
    mode: outcome === 'settling' ? 'live' : 'full',
    budgetMs: settleMs.mistaken,
    judge: (run) => mistakeSeen(mistake, run),
    ...(undo === undefined ? {} : { undo }),
  };
}

async function take(
  step: Step,
  { stage, exercise, signal }: { stage: Stage; exercise: Exercise; signal: AbortSignal },
): Promise<Omit<Trial, 'round'>> {
  const begun = performance.now();
  const failures: string[] = [];
  for (const [name, text] of step.scripts) failures.push(...(await runScript(name, text, stage, signal)));
  const ran = performance.now();
  const incidents: string[] = [];
  const check = () =>
    checkExercise(stage.lab, exercise.id, stage.probes, {
      mode: step.mode,
      signal,
      budgetMs: step.budgetMs,
      episodes: createSettlingEpisodes(),
      newIncident: (problem) =>
        `${problem.check}: ${incidents[incidents.push(describeError(problem.error)) - 1] ?? ''}`,
    });
  const seen = await check();
  const checked = performance.now();
  const problems = [...failures, ...step.judge(seen)];
  const reports = [seen.report];
  const runs = problems.length === 0 && incidents.length === 0 ? (step.runs ?? 1) : 1;
  while (reports.length < runs) reports.push((await check()).report);
  const repeated = performance.now();
  const repeats = runs > 1 ? collectRepeats(reports) : [];
  problems.push(...describeFlakes(repeats));
  if (step.undo !== undefined) problems.push(...(await runScript('undo', step.undo, stage, signal)));
  const hint = hintFor(seen.run);
  return {
    exercise: exercise.id,
    name: step.name,
    problems: [...problems, ...incidents.map((text) => `broken: ${text}`)],
    checks: seen.report.checks.map(({ id, outcome, durationMs }) => ({ id, outcome, durationMs })),
    ...(hint === undefined ? {} : { hint: `${hint.check}: ${hint.rungs.join(' — ')}` }),
    ...(repeats.length === 0 ? {} : { repeats, repeatMs: Math.round(repeated - checked) }),
    scriptMs: Math.round(ran - begun),
    checkMs: Math.round(checked - ran),
  };
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${describeError(error.cause)})`;
}

async function runScript(
  name: string,
  text: string,
  { environment, values }: Stage,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const request = {
    command: ['bash', '-s'],
    stdin: text,
    env: scriptEnvironment(values),
    timeoutMs: scriptMs,
  };
  const { exitCode, stderr } = await environment.exec(request, signal);
  if (exitCode === 0) return [];
  return [
    `${name} ended with ${String(exitCode)}: ${stderr.trim().split('\n').slice(-3).join(' ').slice(-300)}`,
  ];
}

function nothingDone({ report }: ExerciseRun): readonly string[] {
  return report.checks.flatMap(({ id, given, outcome }) => {
    if (given)
      return outcome.kind === 'passed' ? [] : [`${id} has to hold from the start, and is ${outcome.kind}`];
    return outcome.kind === 'failed' || outcome.kind === 'blocked'
      ? []
      : [`${id} is ${outcome.kind} though nothing was done`];
  });
}

function allPassed({ report }: ExerciseRun): readonly string[] {
  return report.checks.filter(({ outcome }) => outcome.kind !== 'passed').map(describe);
}

function mistakeSeen({ check, outcome, pattern }: Mistake, { report, run }: ExerciseRun): readonly string[] {
  const found = report.checks.find(({ id }) => id === check);
  if (found === undefined) return [`there is no check ${check} here`];
  const passed = report.passed ? ['the exercise passed all the same'] : [];
  if (found.outcome.kind !== outcome || !pattern.test(tellingText(found))) {
    return [
      ...passed,
      `${check} had to be ${outcome} with ${String(pattern)}; ${report.checks.map(describe).join(', ')}`,
    ];
  }
  const hinted = outcome === 'blocked' ? hintFor(run)?.rungs : run.hints.get(check);
  return (hinted?.every((rung) => rung.length > 10) ?? false)
    ? passed
    : [...passed, `${check} offers no hint`];
}

function tellingText({ outcome }: CheckReport): string {
  if (outcome.kind === 'failed') return outcome.saw;
  if (outcome.kind === 'settling') return outcome.waitingFor;
  return outcome.kind === 'blocked' ? outcome.by.join(' ') : '';
}

function describe(report: CheckReport): string {
  const { id, outcome } = report;
  return [id, outcome.kind, tellingText(report)].join(' ').trim();
}
