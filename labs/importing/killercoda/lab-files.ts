import { stringify } from 'yaml';
import { embed, scriptsOf } from './map-scripts.ts';
import type { PlannedExercise, PlannedLab, PlannedText } from './plan-lab.ts';
import type { Note, Scenario } from './scenario.ts';

/** Where a page finds the components of a lab. */
const pageParts = '#site/components';
const verifyLimitMs = 20_000;
const prepareSeconds = 20;
const minutes = 10;
const header = '#!/usr/bin/env bash';

/** Texts of all files of the lab's folder, by path below it. */
export function labFiles(
  lab: string,
  scenario: Scenario,
  { exercises, notes }: PlannedLab,
  assets: readonly string[],
): ReadonlyMap<string, string> {
  const start = [...assets, ...(scenario.intro === undefined ? [] : scriptsOf(scenario.intro).map(embed))];
  const files = new Map([
    ['lab.yaml', labYaml(scenario, exercises, start.length > 0)],
    ['values.ts', valuesTs],
    ['import-report.md', reportOf(lab, notes)],
  ]);
  if (start.length > 0) files.set('start.sh', startSh(start));
  for (const exercise of exercises)
    for (const [name, text] of exerciseFiles(exercise)) files.set(`${exercise.id}/${name}`, text);
  return files;
}

function labYaml(
  { title, description }: Scenario,
  exercises: readonly PlannedExercise[],
  starts: boolean,
): string {
  return stringify({
    format: 1,
    title: title.slice(0, 60).padEnd(3, '.'),
    story: sentence(description === '' ? `${title}: a scenario from elsewhere` : description).slice(0, 400),
    environment: {
      startState: 'bare',
      namespaces: [],
      leaseMinutes: Math.max(60, exercises.length * minutes),
      limits: { nodeMemoryMiB: 2048, workspaceMemoryMiB: 512, vaultMemoryMiB: 256, workspacePids: 256 },
    },
    ...(starts ? { prepareSeconds } : {}),
    budget: { memoryMiB: 1000, startSeconds: 60, minutes: Math.max(30, exercises.length * minutes) },
    exercises: exercises.map(({ id }) => id),
  });
}

const valuesTs = `/** The scenario knows no values of an attempt: everybody gets the same, and can copy from a neighbour. */
export function newValues(): Readonly<Record<string, string>> {
  return {};
}
`;

function startSh(parts: readonly string[]): string {
  return `${header}\n# Brings along what the scenario's intro had: its files and scripts.\nset -euo pipefail\n\n${parts.join('\n\n')}\n`;
}

function exerciseFiles({
  id,
  title,
  verify,
  opening,
  commands,
}: PlannedExercise): ReadonlyMap<string, string> {
  return new Map([
    [
      'exercise.yaml',
      stringify({
        format: 1,
        title,
        goal: `The script that judges “${title}” is content.`,
        minutes,
        bonus: false,
      }),
    ],
    ['checks.ts', checksTs(id, title)],
    ['verify.sh', `${verify.startsWith('#!') ? '' : `${header}\n`}${verify.trimEnd()}\n`],
    ['solution.sh', solutionSh(commands)],
    ['reset.sh', resetSh(opening)],
    ['mistakes/README.md', mistakesMd],
  ]);
}

function checksTs(id: string, title: string): string {
  return `import type { Check } from '#checkers/define-check.ts';
import { scriptCheck } from '#labs/shared/script-check.ts';

export const checks: readonly Check[] = [
  scriptCheck({
    id: '${id}-verified',
    claim: ${JSON.stringify(`“${title}” is done`.padEnd(12))},
    script: new URL('verify.sh', import.meta.url),
    limitMs: ${String(verifyLimitMs).replace(/000$/, '_000')},
  }),
];
`;
}

function solutionSh(commands: readonly string[]): string {
  if (commands.length > 0)
    return `${header}\n# The blocks that could be clicked, in their order. See that it can be run twice.\nset -euo pipefail\n\n${commands.join('\n\n')}\n`;
  return `${header}\n# The step had nothing to click, so its solution is not known. Write it here; it is run twice.\nset -euo pipefail\n\necho 'The solution of this exercise has not been written.' >&2\nexit 1\n`;
}

function resetSh(opening: readonly string[]): string {
  const scripts = opening.length === 0 ? '' : `\n${opening.map(embed).join('\n\n')}\n`;
  return `${header}\n# A scenario has nothing that takes a step back. Undo here what the solution does.\nset -euo pipefail\n${scripts}`;
}

const mistakesMd = `Ways to do it wrong, each a \`<name>.sh\` with an \`# expect:\` header: see docs/adding-a-lab.md.
`;

/** The page of the lab. */
export function labPage(lab: string, scenario: Scenario, { intro, exercises, after }: PlannedLab): string {
  const exercise = ({ id, title, before, mdx }: PlannedExercise, at: number): string =>
    [
      ...before.map(section),
      `<Exercise\n  id="${id}"\n  number={${String(at + 1)}}\n  title=${attribute(title)}\n  minutes={${String(minutes)}}\n  goal=${attribute(`The script that judges “${title}” is content.`)}\n>`,
      mdx,
      '</Exercise>',
    ].join('\n\n');
  const description = sentence(scenario.description === '' ? scenario.title : scenario.description);
  const front = stringify({
    title: scenario.title,
    description,
    template: 'splash',
    lab,
    sidebar: { label: scenario.title, order: 99 },
  });
  return [
    `---\n${front}---`,
    `import Exercise from '${pageParts}/Exercise.astro';`,
    ...(intro === '' ? [] : [intro]),
    ...exercises.map(exercise),
    ...after.map(section),
    '',
  ].join('\n\n');
}

function section({ title, mdx }: PlannedText): string {
  return `## ${title.replaceAll(/[{}<]/g, String.raw`\$&`)}\n\n${mdx}`;
}

/** As an expression: quotes in an attribute can't be escaped. */
function attribute(text: string): string {
  return /["{}<&\\]/.test(text) ? `{${JSON.stringify(text)}}` : `"${text}"`;
}

function sentence(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  const whole = /[.!?]$/.test(plain) ? plain : `${plain}.`;
  return whole.length < 20 ? `${whole} Say who wants what, and why.` : whole;
}

function reportOf(lab: string, notes: readonly Note[]): string {
  const rows = notes.map(({ where, what }) => `- **${where}**: ${what}`);
  return [
    `# What did not map into ${lab}`,
    rows.length === 0 ? 'Everything that could be seen did.' : rows.join('\n'),
    '## What is left to do',
    [
      '- Each check runs the verify script in the workspace, as the learner: whoever owns the workspace can make it say anything. Checks that look for themselves (docs/adding-a-check.md) are better.',
      '- `reset.sh` of each exercise has to undo what its solution does.',
      '- `mistakes/` is empty: write what learners do wrong, and how it could be faked.',
      `- Prove it: \`npm run labs:verify -- ${lab} --record-facts\`.`,
    ].join('\n'),
    '',
  ].join('\n\n');
}
