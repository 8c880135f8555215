import { max, median } from 'simple-statistics';
import type { LabBudget } from '../lab.ts';
import type { Steadiness } from './repeated-checks.ts';
import { table } from './markdown-table.ts';
import type { Trial, VerifyReport } from './verify-report.ts';

/** One lab in the report about all of them. */
export interface LabSummary {
  readonly lab: string;
  readonly passed: boolean;
  readonly trials: number;
  readonly failed: number;
  /** What proving it took, with making its environments. */
  readonly minutes: number;
  /** From asking for the lab to its first prompt; the median of the rounds. Absent: it never started. */
  readonly startSeconds?: number;
  /** When the learner arrives; the most of all rounds. Absent: it never started. */
  readonly memoryMiB?: number;
  /** The learner's, as the exercises say. */
  readonly learnerMinutes: number;
  readonly budget?: LabBudget;
  /** Runs of checks on a world that nobody changed, and how many said something else than the first. */
  readonly verdicts: number;
  readonly flaked: number;
  readonly checks: readonly Steadiness[];
  /** Trials that went both ways over the rounds. */
  readonly flaky: readonly string[];
  readonly problems: readonly string[];
}

export function summarise(reports: readonly VerifyReport[]): readonly LabSummary[] {
  return reports.map((report) => {
    const { lab, passed, trials, starts, learnerMinutes, budget, steadiness, flaky, problems } = report;
    const seconds = starts.map(({ environmentMs, prepareMs }) => (environmentMs + prepareMs) / 1000);
    return {
      lab,
      passed,
      trials: trials.length,
      failed: trials.filter((trial) => trial.problems.length > 0).length,
      minutes: Math.round(report.durationMs / 60_000),
      ...(starts.length === 0
        ? {}
        : {
            startSeconds: Math.round(median(seconds)),
            memoryMiB: max(starts.map(({ memoryMiB }) => memoryMiB)),
          }),
      learnerMinutes,
      ...(budget === undefined ? {} : { budget }),
      verdicts: steadiness.reduce((sum, { repeats }) => sum + repeats, 0),
      flaked: steadiness.reduce((sum, { differing }) => sum + differing, 0),
      checks: steadiness,
      flaky,
      problems,
    };
  });
}

/** The page that is published: what was proven, what it takes, how steady the checks are, and every message that learners get. */
export function toPage(reports: readonly VerifyReport[]): string {
  const summaries = summarise(reports);
  const proven = summaries.filter(({ passed }) => passed).length;
  return [
    '# Labs report',
    'Written by `npm run labs:verify`: every exercise untouched, solved twice, with every mistake and fake, and reset; on real environments. Every check was also run again and again where nobody changed anything: whatever differs from the first verdict is a flake.',
    `${String(proven)} of ${String(summaries.length)} labs are proven. Budgets are in brackets; a lab that goes over its budget isn't proven.`,
    table(
      ['lab', '', 'trials', 'proof', 'start', 'memory', "learner's time", 'flakes'],
      summaries.map(overview),
    ),
    ...reports.flatMap((report) => [
      `## ${report.lab}`,
      ...problemsOf(report),
      ...steadinessOf(report),
      messagesOf(report),
    ]),
    '',
  ].join('\n\n');
}

function overview(summary: LabSummary): readonly string[] {
  const { lab, passed, trials, failed, minutes, budget } = summary;
  const within = (value: number | undefined, unit: string, limit: number | undefined): string =>
    `${value === undefined ? '–' : `${String(value)} ${unit}`}${limit === undefined ? '' : ` (${String(limit)})`}`;
  return [
    lab,
    passed ? 'proven' : '**not proven**',
    `${String(trials - failed)} of ${String(trials)}`,
    `${String(minutes)} min`,
    within(summary.startSeconds, 's', budget?.startSeconds),
    within(summary.memoryMiB, 'MiB', budget?.memoryMiB),
    within(summary.learnerMinutes, 'min', budget?.minutes),
    summary.verdicts === 0 ? 'not counted' : `${String(summary.flaked)} of ${String(summary.verdicts)}`,
  ];
}

function problemsOf({ problems, trials }: VerifyReport): readonly string[] {
  const lines = [
    ...problems.map((problem) => `- ${problem}`),
    ...trials.flatMap((trial) =>
      trial.problems.map((problem) => `- **${trial.exercise} / ${trial.name}**: ${problem}`),
    ),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function steadinessOf({ steadiness }: VerifyReport): readonly string[] {
  if (steadiness.length === 0) return [];
  const rows = steadiness.map(({ exercise, check, repeats, differing, flakeRate, medianMs, p99Ms }) => [
    exercise,
    check,
    String(repeats),
    String(differing),
    `${(flakeRate * 100).toFixed(1)} %`,
    milliseconds(medianMs),
    milliseconds(p99Ms),
  ]);
  return [table(['exercise', 'check', 'runs', 'differed', 'flake rate', 'median', 'p99'], rows)];
}

function milliseconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${String(Math.round(ms))} ms`;
}

/** Each once, however many trials met it. */
function messagesOf({ trials }: VerifyReport): string {
  const seen = new Map(trials.flatMap(messages).map((row) => [row.join('\n'), row]));
  return table(['check', 'what it said'], [...seen.values()]);
}

function messages({ checks }: Trial): readonly (readonly string[])[] {
  return checks.flatMap(({ id, outcome }) => {
    if (outcome.kind === 'failed') return [[id, outcome.saw]];
    return outcome.kind === 'settling' ? [[id, `waits for ${outcome.waitingFor}`]] : [];
  });
}
