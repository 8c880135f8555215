import type { Logger } from 'pino';
import { hintFor } from '#checkers/hint-for.ts';
import { watchTargets } from '#checkers/probes/watch-targets.ts';
import type { RunOptions } from '#checkers/run-checks.ts';
import { createSettlingEpisodes } from '#checkers/settling-episodes.ts';
import { watchPlan, type WatchPlan } from '#checkers/watch-plan.ts';
import { checkExercise, checkLab, type ExerciseRun as LabRun } from '#labs/check-exercise.ts';
import { hiddenIn, observing } from '#labs/grading/evidence/observe.ts';
import { secretForms } from '#labs/grading/secret-forms.ts';
import type { Lab } from '#labs/lab.ts';
import { newIncident } from '../incident.ts';
import type { CheckRunner, CheckTarget, ExerciseRun, FullRunRequest } from './check-runner.ts';
import type { ClusterSessions } from './cluster-sessions.ts';

/** Looks at real environments with the platform's own credentials. */
export class ClusterCheckRunner implements CheckRunner {
  readonly #log: Logger;
  readonly #sessions: ClusterSessions;
  readonly #episodes = new Map<string, RunOptions['episodes']>();

  constructor(log: Logger, sessions: ClusterSessions) {
    this.#log = log;
    this.#sessions = sessions;
  }

  async runLive(target: CheckTarget, signal: AbortSignal): Promise<readonly ExerciseRun[]> {
    const { probes } = await this.#sessions.get(target, signal);
    const runs = await checkLab(target.lab, probes, { ...this.#options(target), signal });
    return this.#finish(target, runs);
  }

  async runFull(target: CheckTarget, request: FullRunRequest): Promise<ExerciseRun> {
    const { exercise, signal, onReport, budgetMs } = request;
    const { access, probes: own } = await this.#sessions.get(target, signal);
    const { probes, transcript } = observing(own);
    const options = { ...this.#options(target), mode: 'full' as const, signal, onReport, budgetMs };
    const run = await checkExercise(target.lab, exercise.id, probes, options);
    this.#finish(target, [run]);
    const secrets = [...secretForms(target.values), access.vault.token];
    return { report: run.report, ladder: hintFor(run.run), transcript: hiddenIn(transcript(), secrets) };
  }

  /** The environment may come back under another address: then the watch starts over there. */
  async watch(target: CheckTarget, onChange: () => void, signal: AbortSignal): Promise<void> {
    const { targets } = planOf(target.lab);
    while (!signal.aborted) {
      const { access, stale } = await this.#sessions.get(target, signal);
      await watchTargets(access, targets, onChange, AbortSignal.any([signal, stale.signal]));
    }
  }

  pollMs(lab: Lab): number | undefined {
    return planOf(lab).pollMs;
  }

  forget(attempt: string): void {
    this.#sessions.drop(attempt);
    this.#episodes.delete(attempt);
  }

  #options({ attempt }: CheckTarget): Pick<RunOptions, 'episodes' | 'newIncident'> {
    const episodes = this.#episodes.get(attempt) ?? createSettlingEpisodes();
    this.#episodes.set(attempt, episodes);
    return {
      episodes,
      newIncident: ({ check, error }) => {
        const incident = newIncident();
        this.#log.warn({ attempt, check, incident, err: error }, 'a check could not look');
        return incident;
      },
    };
  }

  /** What could not be looked at may have moved: the next run asks anew for the way in. */
  #finish(target: CheckTarget, runs: readonly LabRun[]): readonly ExerciseRun[] {
    const broken = runs.some(({ report }) => report.checks.some(({ outcome }) => outcome.kind === 'broken'));
    if (broken) this.#sessions.drop(target.attempt);
    return runs.map(({ report, run }) => ({ report, ladder: hintFor(run) }));
  }
}

function planOf(lab: Lab): WatchPlan {
  return watchPlan(lab.exercises.flatMap(({ checks }) => checks));
}
