import type { OutcomeKind } from '../verdict.ts';
import type { GradeRecord } from './record.ts';

type Outcome = OutcomeKind | 'absent';

export interface CheckChange {
  readonly exercise: string;
  readonly check: string;
  readonly before: Outcome;
  readonly after: Outcome;
}

/** How a submission that was graded twice came out the second time. */
export interface RecordChange {
  readonly name: string;
  readonly lab: string;
  /** `37 of 38 points`, or what else became of it. */
  readonly before: string;
  readonly after: string;
  /** Other files were handed in under the same name. */
  readonly otherFiles: boolean;
  /** The lab or the checkers are other ones. */
  readonly otherChecks: boolean;
  readonly checks: readonly CheckChange[];
}

/**
 * What differs between two gradings, by lab and name of the submission; the newest record of each counts. What was
 * graded in only one of them, or came out the same, is left out.
 */
export function compareRecords(
  before: readonly GradeRecord[],
  after: readonly GradeRecord[],
): readonly RecordChange[] {
  const earlier = new Map(before.map((record) => [keyOf(record), record]));
  return [...new Map(after.map((record) => [keyOf(record), record])).values()].flatMap((record) => {
    const old = earlier.get(keyOf(record));
    if (old === undefined) return [];
    const checks = changedChecks(old, record);
    if (checks.length === 0 && resultOf(old) === resultOf(record)) return [];
    return [
      {
        name: record.name,
        lab: record.lab,
        before: resultOf(old),
        after: resultOf(record),
        otherFiles: old.sha256 !== record.sha256,
        otherChecks: old.labHash !== record.labHash,
        checks,
      },
    ];
  });
}

/** For a terminal: one line for the submission, one for each check. */
export function changeLines({ name, before, after, otherFiles, checks }: RecordChange): readonly string[] {
  const files = otherFiles ? ' (other files)' : '';
  return [
    `${name}: ${before} → ${after}${files}`,
    ...checks.map(({ exercise, check, before: was, after: is }) => `  ${exercise}/${check}: ${was} → ${is}`),
  ];
}

function keyOf({ lab, name }: GradeRecord): string {
  return JSON.stringify([lab, name]);
}

function resultOf({ verdict }: GradeRecord): string {
  if (verdict.kind === 'rejected') return `rejected (${verdict.code})`;
  if (verdict.kind === 'broken') return 'broken, our fault';
  const bonus = verdict.bonus > 0 ? ` and ${String(verdict.bonus)} bonus` : '';
  return `${String(verdict.points)} of ${String(verdict.of)} points${bonus}`;
}

function changedChecks(old: GradeRecord, record: GradeRecord): readonly CheckChange[] {
  const [before, after] = [outcomesOf(old), outcomesOf(record)];
  return [...new Map([...before, ...after]).keys()].flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was?.outcome === is?.outcome) return [];
    const { exercise = '', check = '' } = is ?? was ?? {};
    return [{ exercise, check, before: was?.outcome ?? 'absent', after: is?.outcome ?? 'absent' }];
  });
}

interface CheckOutcome {
  readonly exercise: string;
  readonly check: string;
  readonly outcome: Outcome;
}

function outcomesOf({ verdict }: GradeRecord): ReadonlyMap<string, CheckOutcome> {
  if (verdict.kind !== 'graded') return new Map();
  return new Map(
    verdict.exercises.flatMap(({ report: { exercise, checks } }) =>
      checks.map(({ id, outcome }) => {
        const found: CheckOutcome = { exercise, check: id, outcome: outcome.kind };
        return [`${exercise}/${id}`, found] as const;
      }),
    ),
  );
}
