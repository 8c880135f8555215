import { mean } from 'simple-statistics';
import type { Catalog } from '#labs/lab.ts';
import type { Item, ItemReport } from '#site/protocol/insights.ts';
import { describeItem } from '#site/quizzes/describe-item.ts';
import { discriminationOf, itemStatistics, type LearnerAnswer } from '#site/quizzes/item-statistics.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import { listCohortRuns } from '../state/check-run-rows.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import type { Cohort } from '../state/cohort-rows.ts';
import { listCohortWork } from '../state/cohort-work-rows.ts';
import type { Database } from '../state/open-database.ts';
import { listAnswersToQuiz } from '../state/quiz-answer-rows.ts';
import { keyOf } from './gradebook.ts';
import type { InsightFacts } from './insights.ts';

export interface ItemGround {
  readonly catalog: Catalog;
  readonly quizzes: readonly Quiz[];
}

export interface ItemFacts extends Pick<InsightFacts, 'runs' | 'work'> {
  /** By quiz; those of the cohort's learners alone, oldest first. */
  readonly answers: ReadonlyMap<string, readonly LearnerAnswer[]>;
}

/** How hard each question and exercise is for a cohort, and whether it tells who knows from who does not. */
export async function readItemReport(
  { db, ...ground }: ItemGround & { readonly db: Database },
  cohort: Cohort,
): Promise<ItemReport> {
  const members = await listMembers(db, cohort.id);
  const learners = new Set(members.filter(({ role }) => role === 'learner').map(({ account }) => account));
  const answers = new Map<string, readonly LearnerAnswer[]>();
  for (const { id } of ground.quizzes)
    answers.set(
      id,
      (await listAnswersToQuiz(db, id)).filter(({ learner }) => learners.has(learner)),
    );
  const [runs, work] = [await listCohortRuns(db, cohort.id), await listCohortWork(db, cohort.id)];
  return itemReportOf(cohort, ground, { answers, runs, work });
}

/** Pure. Quizzes that nobody answered are left out. */
export function itemReportOf(
  { id, name, labs }: Cohort,
  { catalog, quizzes }: ItemGround,
  facts: ItemFacts,
): ItemReport {
  const named = new Set(labs.map(({ lab }) => lab));
  const shown = catalog.labs.filter((lab) => named.size === 0 || named.has(lab.id));
  return {
    cohort: { id, name },
    groups: [
      ...quizzes
        .map((quiz) => ({
          id: quiz.id,
          title: quiz.title,
          kind: 'quiz' as const,
          items: questions(quiz, facts),
        }))
        .filter(({ items }) => items.some(({ learners }) => learners > 0)),
      {
        id: 'exercises',
        title: 'Exercises',
        kind: 'exercises',
        items: exercises(
          shown.flatMap((lab) => lab.exercises.map((exercise) => ({ lab: lab.id, ...exercise }))),
          facts,
        ),
      },
    ],
  };
}

function questions(quiz: Quiz, { answers }: ItemFacts): Item[] {
  const prompts = new Map(quiz.questions.map((question) => [question.id, question.prompt]));
  return itemStatistics(quiz, answers.get(quiz.id) ?? []).map(({ question, kind: _, ...item }) => ({
    ...item,
    id: question,
    title: prompts.get(question) ?? question,
    remark: describeItem(item, 'question'),
  }));
}

/** A first press on Check is to an exercise what a first answer is to a question; who passed without one had it right. */
function exercises(
  all: readonly { readonly lab: string; readonly id: string; readonly title: string }[],
  { runs, work }: ItemFacts,
): Item[] {
  const runsOf = Map.groupBy(runs, keyOf);
  const passesOf = Map.groupBy(
    work.filter(({ firstPassedAt }) => firstPassedAt !== undefined),
    keyOf,
  );
  const tried = all.map(({ lab, id, title }) => {
    const key = keyOf({ lab, exercise: id });
    const solvers = new Set(passesOf.get(key)?.map(({ learner }) => learner));
    const first = new Map<string, boolean>([...solvers].map((learner) => [learner, true]));
    for (const { learner, passed } of (runsOf.get(key) ?? []).toReversed()) first.set(learner, passed);
    return { key, title, first, solvers, runs: runsOf.get(key)?.length ?? 0 };
  });
  return tried.map(({ key, title, first, solvers, runs: pressed }) => {
    const learners = first.size;
    const others = tried.filter((each) => each.key !== key).map((each) => each.first);
    const item = {
      learners,
      difficulty: learners === 0 ? null : mean([...first.values()].map(Number)),
      discrimination: discriminationOf(first, others),
      solved: learners === 0 ? null : solvers.size / learners,
      tries: learners === 0 ? null : pressed / learners,
    };
    return { id: key, title, ...item, remark: describeItem(item, 'exercise') };
  });
}
