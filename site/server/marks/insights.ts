import type { Catalog } from '#labs/lab.ts';
import type { Insights } from '#site/protocol/insights.ts';
import { listCohortRuns, type CheckRun } from '../state/check-run-rows.ts';
import { countLearners } from '../state/cohort-member-rows.ts';
import type { Cohort } from '../state/cohort-rows.ts';
import { listCohortWork, type CohortWork } from '../state/cohort-work-rows.ts';
import type { Database } from '../state/open-database.ts';
import { keyOf } from './gradebook.ts';

export interface InsightFacts {
  readonly learners: number;
  /** Oldest attempt first. */
  readonly work: readonly CohortWork[];
  /** Oldest first. */
  readonly runs: readonly (CheckRun & { readonly learner: string; readonly lab: string })[];
}

/** How a cohort gets on. */
export async function readInsights(
  { db, catalog }: { readonly db: Database; readonly catalog: Catalog },
  cohort: Cohort,
): Promise<Insights> {
  return insightsOf(cohort, catalog, {
    learners: await countLearners(db, cohort.id),
    work: await listCohortWork(db, cohort.id),
    runs: await listCohortRuns(db, cohort.id),
  });
}

/** Of several attempts of a learner the first that passed counts. Pure. */
export function insightsOf(
  { id, name, timeZone, labs }: Cohort,
  catalog: Catalog,
  facts: InsightFacts,
): Insights {
  const named = new Set(labs.map(({ lab }) => lab));
  const shown = catalog.labs.filter((lab) => named.size === 0 || named.has(lab.id));
  const began = beginnings(facts.work);
  const exercises = shown.flatMap((lab) =>
    lab.exercises.map((exercise) => {
      const key = keyOf({ lab: lab.id, exercise: exercise.id });
      const work = facts.work.filter((each) => keyOf(each) === key);
      const passes = firstPasses(work);
      const first = firstRuns(facts.runs.filter((each) => keyOf(each) === key));
      const tried = new Set([...passes.keys(), ...first.keys()]);
      const whoever = (fits: (each: CohortWork) => boolean): number =>
        new Set(work.filter(fits).map(({ learner }) => learner)).size;
      return {
        key,
        lab: lab.title,
        title: exercise.title,
        minutes: [...passes.values()].map((pass) =>
          minutesBetween(began.get(pass) ?? pass.begunAt, pass.firstPassedAt),
        ),
        tried: tried.size,
        firstTry: [...tried].filter((learner) => first.get(learner) ?? true).length,
        passed: passes.size,
        hinted: whoever(({ hintsShown }) => hintsShown > 0),
        hints: work.reduce((sum, { hintsShown }) => sum + hintsShown, 0),
        solutions: whoever(({ solutionShown }) => solutionShown),
      };
    }),
  );
  const all = [...Map.groupBy(facts.work, keyOf).values()].flatMap((work) => [...firstPasses(work).values()]);
  const passes = all.map(({ firstPassedAt }) => firstPassedAt.toISOString()).sort();
  return { cohort: { id, name, timeZone }, learners: facts.learners, exercises, passes };
}

type Pass = CohortWork & { readonly firstPassedAt: Date };

function firstPasses(work: readonly CohortWork[]): ReadonlyMap<string, Pass> {
  const passes = work.filter((each): each is Pass => each.firstPassedAt !== undefined);
  const sorted = [...passes].sort((a, b) => b.firstPassedAt.getTime() - a.firstPassedAt.getTime());
  return new Map(sorted.map((pass) => [pass.learner, pass]));
}

/** Whether each learner's first Check passed. */
function firstRuns(runs: InsightFacts['runs']): ReadonlyMap<string, boolean> {
  return new Map([...runs].reverse().map(({ learner, passed }) => [learner, passed]));
}

/** When a learner came to each exercise they passed: at the pass before it in that attempt, or at its begin. */
function beginnings(work: readonly CohortWork[]): ReadonlyMap<CohortWork, Date> {
  const began = new Map<CohortWork, Date>();
  for (const attempt of Map.groupBy(work, ({ attempt: id }) => id).values()) {
    const passes = attempt.filter((each): each is Pass => each.firstPassedAt !== undefined);
    passes.sort((a, b) => a.firstPassedAt.getTime() - b.firstPassedAt.getTime());
    for (const [index, pass] of passes.entries())
      began.set(pass, passes[index - 1]?.firstPassedAt ?? pass.begunAt);
  }
  return began;
}

function minutesBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / 6000) / 10;
}
