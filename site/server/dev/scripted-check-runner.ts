import { setTimeout as wait } from 'node:timers/promises';
import type { Check } from '#checkers/define-check.ts';
import type { Outcome } from '#checkers/outcome.ts';
import type { ExerciseReport } from '#checkers/report.ts';
import type { Exercise, Lab } from '#labs/lab.ts';
import type { CheckRunner, CheckTarget, ExerciseRun, FullRunRequest } from '../checks/check-runner.ts';

export const scriptedKinds = ['passed', 'settling', 'failed', 'blocked', 'broken'] as const;
export type ScriptedKind = (typeof scriptedKinds)[number];

const verbs: Readonly<Record<string, ScriptedKind>> = {
  pass: 'passed',
  settle: 'settling',
  fail: 'failed',
  block: 'blocked',
  break: 'broken',
};
const settlesMs = 8000;
const challengeMs = 2500;

/**
 * Outcomes by command instead of by looking at a cluster, for work on the site: type `lab pass all`,
 * `lab settle <check>`, `lab next` in a fake terminal. A settling check passes after some seconds.
 */
export class ScriptedCheckRunner implements CheckRunner {
  readonly #outcomes = new Map<string, { readonly kind: ScriptedKind; readonly sinceMs: number }>();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #targets = new Map<string, CheckTarget>();

  /** `what`: a check id, an exercise id, or `all`. Of one attempt, or of every attempt somebody looks at. */
  set(kind: ScriptedKind, what: string, attempt?: string): void {
    for (const target of this.#targets.values()) {
      if (attempt !== undefined && target.attempt !== attempt) continue;
      for (const check of checksNamed(target.lab, what)) this.#put(target.attempt, check.id, kind);
      for (const tell of this.#watchers.get(target.attempt) ?? []) tell();
    }
  }

  /** What somebody typed in a fake terminal. */
  onLine(attempt: string, line: string): void {
    const [command, verb = '', what = 'all'] = line.trim().split(/\s+/);
    if (command !== 'lab') return;
    const kind = verbs[verb];
    if (kind !== undefined) return this.set(kind, what, attempt);
    const open = verb === 'next' ? this.#firstOpen(attempt) : undefined;
    if (open !== undefined) this.set('settling', open, attempt);
  }

  runLive(target: CheckTarget, signal: AbortSignal): Promise<readonly ExerciseRun[]> {
    signal.throwIfAborted();
    this.#targets.set(target.attempt, target);
    return Promise.resolve(target.lab.exercises.map((exercise) => this.#judge(target, exercise, 'live')));
  }

  async runFull(target: CheckTarget, { exercise, signal, onReport }: FullRunRequest): Promise<ExerciseRun> {
    this.#targets.set(target.attempt, target);
    let run = this.#judge(target, exercise, 'full');
    onReport(run.report);
    for (const check of exercise.checks.filter(({ challenge }) => challenge === true)) {
      await wait(challengeMs, undefined, { signal });
      if (!othersPass(run.report)) break;
      this.#put(target.attempt, check.id, 'passed');
      run = this.#judge(target, exercise, 'full');
      onReport(run.report);
    }
    return run;
  }

  watch(target: CheckTarget, onChange: () => void, signal: AbortSignal): Promise<void> {
    this.#targets.set(target.attempt, target);
    const watchers = this.#watchers.get(target.attempt) ?? new Set();
    this.#watchers.set(target.attempt, watchers.add(onChange));
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        watchers.delete(onChange);
        resolve();
      });
    });
  }

  pollMs(): number {
    return 2000;
  }

  forget(attempt: string): void {
    this.#targets.delete(attempt);
    this.#watchers.delete(attempt);
  }

  #put(attempt: string, check: string, kind: ScriptedKind): void {
    this.#outcomes.set(`${attempt}/${check}`, { kind, sinceMs: Date.now() });
  }

  #firstOpen(attempt: string): string | undefined {
    const all = this.#targets.get(attempt)?.lab.exercises.flatMap(({ checks }) => checks) ?? [];
    return all.find((check) => this.#outcome(attempt, check, 'live').kind !== 'passed')?.id;
  }

  #judge({ attempt, lab }: CheckTarget, exercise: Exercise, mode: 'full' | 'live'): ExerciseRun {
    const at = new Date().toISOString();
    const checks = exercise.checks.map((check) => ({
      id: check.id,
      claim: check.claim,
      points: check.points,
      given: check.given === true,
      challenge: check.challenge === true,
      outcome: this.#outcome(attempt, check, mode),
      checkedAt: at,
      durationMs: 12,
    }));
    const passed = checks.every(
      ({ outcome, challenge }) => outcome.kind === 'passed' || (mode === 'live' && challenge),
    );
    const report: ExerciseReport = {
      format: 1,
      lab: lab.id,
      exercise: exercise.id,
      mode,
      at,
      checks,
      passed,
    };
    const failing = checks.find(({ outcome }) => outcome.kind === 'failed');
    return { report, ladder: failing && { check: failing.id, rungs: rungsFor(failing.claim) } };
  }

  #outcome(attempt: string, check: Check, mode: 'full' | 'live'): Outcome {
    const put = this.#outcomes.get(`${attempt}/${check.id}`);
    if (put === undefined) {
      if (check.given === true) return { kind: 'passed' };
      if (check.challenge === true) return { kind: 'unproven' };
      return outcomeOf('failed', check, 0);
    }
    if (check.challenge === true && mode === 'live' && put.kind === 'passed') return { kind: 'unproven' };
    if (put.kind === 'settling' && Date.now() - put.sinceMs > settlesMs) return { kind: 'passed' };
    return outcomeOf(put.kind, check, put.sinceMs);
  }
}

function outcomeOf(kind: ScriptedKind, check: Check, sinceMs: number): Outcome {
  if (kind === 'passed') return { kind };
  if (kind === 'settling') {
    return {
      kind,
      waitingFor: 'the operator to read it',
      until: new Date(sinceMs + settlesMs).toISOString(),
    };
  }
  if (kind === 'blocked') return { kind, by: check.needs?.length ? check.needs : [check.id] };
  if (kind === 'broken') return { kind, incident: 'a1b2c3d4e5' };
  return {
    kind,
    saw: 'nothing of that name in `lab1`',
    wanted: check.claim,
    next: 'Type `lab next` in the terminal: this is the fake provider, its outcomes are scripted.',
  };
}

function checksNamed(lab: Lab, what: string): readonly Check[] {
  return lab.exercises.flatMap(({ id, checks }) =>
    what === 'all' || what === id ? checks : checks.filter((check) => check.id === what),
  );
}

function othersPass(report: ExerciseReport): boolean {
  return report.checks.every(({ challenge, outcome }) => challenge || outcome.kind === 'passed');
}

function rungsFor(claim: string): readonly string[] {
  return [
    `Look at what this says: “${claim}”.`,
    'The field to look at is `spec.provider.vault.server`.',
    'Run `lab next` to let the scripted check settle and pass.',
  ];
}
