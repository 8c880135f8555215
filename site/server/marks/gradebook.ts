import type { Catalog, Exercise, Lab } from '#labs/lab.ts';
import type { Gradebook, LearnerMarks, Mark, MarkColumn } from '#site/protocol/marks.ts';
import { listCohortAwards, type LearnerAward } from '../state/award-rows.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import type { Cohort } from '../state/cohort-rows.ts';
import type { Database } from '../state/open-database.ts';
import { listOverrides, type Override } from '../state/override-rows.ts';
import { computeMark, toHundredths } from './compute-mark.ts';

export interface MarkFacts {
  readonly learners: readonly { readonly id: string; readonly name: string; readonly email: string }[];
  /** Oldest first. */
  readonly awards: readonly LearnerAward[];
  /** Oldest first. */
  readonly overrides: readonly Override[];
}

/** The marks of a cohort, or of one learner in it. */
export async function readGradebook(
  { db, catalog }: { readonly db: Database; readonly catalog: Catalog },
  cohort: Cohort,
  only?: string,
): Promise<Gradebook> {
  const members = await listMembers(db, cohort.id);
  const learners = members
    .filter(({ role, account }) => role === 'learner' && (only === undefined || account === only))
    .map(({ account, name, email }) => ({ id: account, name, email }));
  const awards = await listCohortAwards(db, cohort.id);
  return gradebookOf(cohort, catalog, { learners, awards, overrides: await listOverrides(db, cohort.id) });
}

/** Learner by exercise. Of several attempts at a lab the best counts, exercise by exercise. Pure. */
export function gradebookOf(cohort: Cohort, catalog: Catalog, facts: MarkFacts): Gradebook {
  const columns = columnsOf(cohort, catalog);
  const counting = columns.filter(({ graded }) => graded);
  const { id, name, timeZone, late } = cohort;
  return {
    cohort: { id, name, timeZone },
    late,
    columns: [...columns],
    of: counting.filter(({ bonus }) => !bonus).reduce((sum, { of }) => sum + of, 0),
    learners: facts.learners.map((learner): LearnerMarks => {
      const marks = marksOf(learner.id, cohort, { columns, facts });
      const total = counting.reduce((sum, column) => sum + (marks[keyOf(column)]?.points ?? 0), 0);
      return { ...learner, marks, total: toHundredths(total) };
    }),
  };
}

export function keyOf({ lab, exercise }: { readonly lab: string; readonly exercise: string }): string {
  return `${lab}/${exercise}`;
}

function marksOf(
  learner: string,
  { late }: Cohort,
  { columns, facts }: { readonly columns: readonly MarkColumn[]; readonly facts: MarkFacts },
): Readonly<Record<string, Mark>> {
  const awards = Map.groupBy(
    facts.awards.filter((each) => each.learner === learner),
    keyOf,
  );
  const overrides = Map.groupBy(
    facts.overrides.filter((each) => each.learner === learner),
    keyOf,
  );
  const entries = columns.flatMap((column): readonly (readonly [string, Mark])[] => {
    const earned = [...Map.groupBy(awards.get(keyOf(column)) ?? [], ({ attempt }) => attempt).values()];
    const computed = earned
      .map((each) => computeMark(each, { due: new Date(column.due), late }))
      .reduce((best, each) => (each.computed > best.computed ? each : best), { computed: 0, checks: [] });
    const last = overrides.get(keyOf(column))?.at(-1);
    if (earned.length === 0 && last === undefined) return [];
    const override = overrideView(last);
    return [[keyOf(column), { ...computed, override, points: override?.points ?? computed.computed }]];
  });
  return Object.fromEntries(entries);
}

function overrideView(last: Override | undefined): Mark['override'] {
  if (last === undefined || last.points === null) return null;
  const { points, reason, author, at } = last;
  return { points, reason, by: author.name, at: at.toISOString() };
}

/** Without graded labs every lab counts. */
function columnsOf(cohort: Cohort, catalog: Catalog): readonly MarkColumn[] {
  const rules = new Map(cohort.labs.map((rule) => [rule.lab, rule]));
  const anyGraded = cohort.labs.some(({ graded }) => graded);
  return catalog.labs
    .filter(({ id }) => rules.size === 0 || rules.has(id))
    .flatMap((lab) => {
      const rule = rules.get(lab.id);
      const due = rule?.dueAt ?? rule?.closesAt ?? cohort.endsAt;
      const graded = !anyGraded || rule?.graded === true;
      return lab.exercises.map((exercise) => columnOf(lab, exercise, { graded, due: due.toISOString() }));
    });
}

function columnOf(lab: Lab, exercise: Exercise, rule: Pick<MarkColumn, 'due' | 'graded'>): MarkColumn {
  const checks = exercise.checks.filter(({ points }) => points > 0);
  return {
    ...rule,
    lab: lab.id,
    labTitle: lab.title,
    exercise: exercise.id,
    title: exercise.title,
    bonus: exercise.bonus,
    of: checks.reduce((sum, { points }) => sum + points, 0),
    checks: checks.map(({ id, claim, points }) => ({ id, claim, points })),
  };
}
