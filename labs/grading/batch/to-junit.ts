import { because, word } from '../result-table.ts';
import type { GradeRecord } from './record.ts';

/** JUnit XML: a suite per submission, a case per check. What could not be looked at is an error, never a failure. */
export function toJunit(records: readonly GradeRecord[]): string {
  const suites = records.map(suite);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

interface Case {
  readonly group: string;
  readonly name: string;
  readonly seconds: number;
  readonly problem?: {
    readonly kind: 'error' | 'failure' | 'skipped';
    readonly title: string;
    readonly text: string;
  };
}

function suite(record: GradeRecord): string {
  const cases = casesOf(record);
  const count = (kind: string) => String(cases.filter(({ problem }) => problem?.kind === kind).length);
  const seconds = (Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000;
  const attributes = [
    `name="${escaped(record.name)}" tests="${String(cases.length)}" failures="${count('failure')}"`,
    `errors="${count('error')}" skipped="${count('skipped')}" time="${seconds.toFixed(3)}" timestamp="${record.startedAt}"`,
  ];
  return `  <testsuite ${attributes.join(' ')}>\n${cases.map(caseXml).join('\n')}\n  </testsuite>`;
}

function casesOf({ lab, verdict }: GradeRecord): readonly Case[] {
  if (verdict.kind !== 'graded') {
    const kind = verdict.kind === 'rejected' ? ('failure' as const) : ('error' as const);
    return [
      {
        group: lab,
        name: 'submission',
        seconds: 0,
        problem: { kind, title: verdict.kind, text: verdict.why },
      },
    ];
  }
  return verdict.exercises.flatMap(({ report, incidents }) =>
    report.checks.map(({ id, claim, outcome, durationMs }): Case => {
      const about = {
        group: `${lab}.${report.exercise}`,
        name: `${id}: ${claim}`,
        seconds: durationMs / 1000,
      };
      if (outcome.kind === 'passed') return about;
      const incident = incidents.find(({ check }) => check === id);
      const text = because(outcome, incident).map(([name, said]) => `${name}: ${said}`);
      const kind = {
        failed: 'failure',
        settling: 'failure',
        broken: 'error',
        blocked: 'skipped',
        unproven: 'skipped',
      } as const;
      return {
        ...about,
        problem: { kind: kind[outcome.kind], title: word[outcome.kind], text: text.join('\n') },
      };
    }),
  );
}

function caseXml({ group, name, seconds, problem }: Case): string {
  const open = `    <testcase classname="${escaped(group)}" name="${escaped(name)}" time="${seconds.toFixed(3)}"`;
  if (problem === undefined) return `${open}/>`;
  const { kind, title, text } = problem;
  return `${open}>\n      <${kind} message="${escaped(title)}">${escaped(text)}</${kind}>\n    </testcase>`;
}

/** Also without the characters that XML 1.0 has no way to write. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
