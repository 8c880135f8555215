import type { Outcome } from '#checkers/outcome.ts';
import type { LabBudget } from '../lab.ts';
import type { MeasuredStart } from './hold-to-budget.ts';
import type { RepeatedCheck, Steadiness } from './repeated-checks.ts';

/** One check in one trial, as a learner would have seen it. */
export interface SeenCheck {
  readonly id: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

export interface Trial {
  readonly exercise: string;
  /** `untouched`, `solution`, `again`, `reset`, or the name of a mistake. */
  readonly name: string;
  readonly round: number;
  /** What wasn't as it has to be; empty: the lab is right. */
  readonly problems: readonly string[];
  readonly checks: readonly SeenCheck[];
  /** The first rung of the hint that was offered. */
  readonly hint?: string;
  /** Where checks were run several times: what each of them said; a verdict unlike the first is a problem. */
  readonly repeats?: readonly RepeatedCheck[];
  readonly scriptMs: number;
  /** The first run of the checks, until nothing settled any more. */
  readonly checkMs: number;
  /** All further runs. */
  readonly repeatMs?: number;
}

/** The result of `labs:verify`; published with a release. */
export interface VerifyReport {
  readonly format: 1;
  readonly lab: string;
  readonly startedAt: string;
  readonly rounds: number;
  /** Everything, from the first environment to the last that was destroyed. */
  readonly durationMs: number;
  /** The minutes that its exercises say, bonus ones left out. */
  readonly learnerMinutes: number;
  readonly budget?: LabBudget;
  /** With the machine to itself: one for each round, or the one that was measured before labs were proven side by side. */
  readonly starts: readonly MeasuredStart[];
  /** What is wrong with the lab as a whole: no environment could be had, or it goes over its budget. */
  readonly problems: readonly string[];
  readonly trials: readonly Trial[];
  /** Per check; empty where nothing was repeated. */
  readonly steadiness: readonly Steadiness[];
  readonly passed: boolean;
  /** Trials that went both ways over the rounds. */
  readonly flaky: readonly string[];
}

/** Trials of the same name that passed in one round and failed in another. */
export function findFlaky(trials: readonly Trial[]): readonly string[] {
  const names = [...new Set(trials.map(nameOf))];
  return names.filter((name) => {
    const results = trials
      .filter((trial) => nameOf(trial) === name)
      .map(({ problems }) => problems.length === 0);
    return results.includes(true) && results.includes(false);
  });
}

function nameOf({ exercise, name }: Trial): string {
  return `${exercise}/${name}`;
}

/** For reading: a table, then every message that was seen. */
export function toMarkdown(report: VerifyReport): string {
  const failed = report.trials.filter(({ problems }) => problems.length > 0);
  const runs = report.trials.length;
  return [
    `# Lab ${report.lab}: ${report.passed ? 'proven' : 'not proven'}`,
    `${String(runs - failed.length)} of ${String(runs)} trials as they have to be, in ${String(report.rounds)} round(s), begun ${report.startedAt}. Flaky: ${report.flaky.join(', ') || 'none'}.`,
    ...report.problems.map((problem) => `**${problem}**`),
    '| exercise | trial | round | result | script | checks |\n|---|---|---|---|---|---|',
    ...report.trials.map(row),
    '## Messages',
    ...report.trials.map(messages),
  ]
    .join('\n\n')
    .replaceAll('|\n\n|', '|\n|');
}

function row({ exercise, name, round, problems, scriptMs, checkMs }: Trial): string {
  return `| ${exercise} | ${name} | ${String(round)} | ${problems.join('; ') || 'ok'} | ${seconds(scriptMs)} | ${seconds(checkMs)} |`;
}

function messages({ exercise, name, checks, hint }: Trial): string {
  const lines = checks.map(
    ({ id, outcome, durationMs }) => `- \`${id}\` ${text(outcome)} (${String(durationMs)} ms)`,
  );
  return [
    `### ${exercise} / ${name}`,
    lines.join('\n'),
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
  ].join('\n\n');
}

function text(outcome: Outcome): string {
  if (outcome.kind === 'failed')
    return `**failed** saw: ${outcome.saw} · wanted: ${outcome.wanted} · next: ${outcome.next}`;
  if (outcome.kind === 'settling') return `settling: waiting for ${outcome.waitingFor}`;
  if (outcome.kind === 'blocked') return `blocked by ${outcome.by.join(', ')}`;
  return outcome.kind === 'broken' ? `**broken** ${outcome.incident}` : outcome.kind;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
