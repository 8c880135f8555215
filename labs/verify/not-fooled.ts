import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '#checkers/outcome.ts';
import type { Lab } from '../lab.ts';
import { table } from './markdown-table.ts';
import type { Trial, VerifyReport } from './verify-report.ts';

/** What is tried on the platform itself rather than on one exercise, and the test that shows what becomes of it. */
const onThePlatform: readonly (readonly [string, string, string])[] = [
  [
    'values copied from another learner',
    'they are random for each attempt, and each attempt that is graded has new ones',
    'tests/labs/values.test.ts::values of %s are other ones for each attempt, so that copied ones are wrong',
  ],
  [
    'a workspace that kills, starves or slows the checker',
    'checks run outside of it and never ask it; a fork bomb ends its own submission alone',
    'tests/grade/grade.live.test.ts::mixed submissions get their verdicts, over an interruption, and no value gets out',
  ],
  [
    'a wrong clock in the cluster',
    'no capability to set one; the checker has its own, and times of objects are compared among themselves',
    'containers/providers/kind/containment.live.test.ts::no Docker socket, no capability, no way to gain one',
  ],
  [
    'objects of the platform in the cluster changed or deleted',
    'an admission policy, for everybody but the control plane',
    'containers/providers/kind/boundary.live.test.ts::%s is denied',
  ],
  [
    'becoming administrator of the cluster, to lie about anything in it',
    'neither rights nor a way to them',
    'containers/providers/kind/boundary.live.test.ts::nobody can make themselves administrator',
  ],
  [
    'a result that the browser or the submission claims',
    'nobody is asked: a request names an exercise, a script is run for what it does',
    'tests/server/api.test.ts::goes from start to done over every call there is',
  ],
  [
    'a verdict that is changed afterwards',
    'each is signed, and the files and the checks with it by their hashes',
    'labs/grading/evidence/evidence.test.ts::any other byte at any place, any byte less and any byte more is noticed',
  ],
];

/** The page of everything that was tried to be passed without doing the work, from the reports at hand. */
export async function toNotFooled(
  proven: readonly { readonly lab: Lab; readonly report: VerifyReport }[],
): Promise<string> {
  const sections = await Promise.all(proven.map(({ lab, report }) => section(lab, report)));
  const tried = proven.flatMap(({ report }) => fakesIn(report));
  const refused = tried.filter(({ problems }) => problems.length === 0);
  return [
    '# Not fooled',
    'Written by `npm run labs:verify`, from what its reports say. Each row was run as a script in a real environment, and checked as a learner’s work is. _Settling_ means that it does not pass: the check waits for what the fake can’t bring, and says so.',
    `${String(refused.length)} of ${String(tried.length)} fakes were refused.`,
    ...sections,
    '## The platform itself',
    table(
      ['tried', 'what stands against it', 'test'],
      onThePlatform.map(([what, defence, test]) => [what, defence, `\`${test}\``]),
    ),
    'The rest of what the platform is up against stands in [security.md](security.md).',
    '',
  ].join('\n\n');
}

async function section(lab: Lab, report: VerifyReport): Promise<string> {
  const rows = await Promise.all(
    fakesIn(report).map(async (trial) => [trial.exercise, await whatItDoes(lab, trial), ...refusal(trial)]),
  );
  return [
    `## ${lab.title}`,
    `Proven on ${report.startedAt.slice(0, 10)}.`,
    table(['exercise', 'fake', 'refused by', 'what it said'], rows),
  ].join('\n\n');
}

function fakesIn({ trials }: VerifyReport): readonly Trial[] {
  return trials.filter(({ name }) => name.startsWith('fake-'));
}

/** The script's own first words. */
async function whatItDoes(lab: Lab, { exercise, name }: Trial): Promise<string> {
  const folder = lab.exercises.find(({ id }) => id === exercise)?.mistakesDir ?? '';
  const script = await readFile(join(folder, `${name}.sh`), 'utf8');
  return /^# (?:A )?[Ff]ake: (.+)$/m.exec(script)?.[1] ?? name;
}

/** The first check that did not let it pass. */
function refusal({ checks, problems }: Trial): readonly [string, string] {
  if (problems.length > 0) return ['**nobody**', problems.join('; ')];
  const refusing =
    checks.find(({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'settling') ??
    checks.find(({ outcome }) => outcome.kind === 'blocked');
  return refusing === undefined ? ['–', '–'] : [`\`${refusing.id}\``, said(refusing.outcome)];
}

function said(outcome: Outcome): string {
  if (outcome.kind === 'failed') return outcome.saw;
  if (outcome.kind === 'blocked') return `blocked by ${outcome.by.join(', ')}: that has to hold first`;
  return outcome.kind === 'settling' ? `settling: waits for ${outcome.waitingFor}` : outcome.kind;
}
