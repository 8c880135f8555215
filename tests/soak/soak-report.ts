import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { summarise } from '#tests/bench/measure/summarise.ts';
import type { SoakRun } from './soak.ts';
import type { Sample } from './take-sample.ts';

interface Held {
  readonly what: string;
  readonly of: (sample: Sample) => number;
  /** By how much the last quarter may be above the second. */
  readonly allowed: number;
}

const held: readonly Held[] = [
  { what: 'memory of the server, MiB', of: ({ memoryMiB }) => memoryMiB, allowed: 32 },
  { what: 'open file handles', of: ({ handles }) => handles, allowed: 8 },
  { what: 'threads', of: ({ threads }) => threads, allowed: 2 },
  // Labs come and go: what two of them have is the difference between both there and none.
  { what: 'containers, networks and volumes', of: ({ objects }) => objects, allowed: 16 },
];
const quarters = [1, 2, 3, 4] as const;

/** Writes the report and answers what was not as it has to be. */
export async function writeSoakReport(run: SoakRun, file: string): Promise<readonly string[]> {
  const problems = problemsOf(run);
  await writeFile(`${file}.json`, `${JSON.stringify({ format: 1, ...run, problems }, undefined, 2)}\n`);
  await writeFile(`${file}.md`, await format(toPage(run, problems), { parser: 'markdown' }));
  return problems;
}

/** What grew, what was left, and what a learner could not do. */
export function problemsOf({ samples, troubles, left }: SoakRun): readonly string[] {
  const grown = held.flatMap(({ what, of, allowed }) => {
    const growth = median(quarter(samples, 4), of) - median(quarter(samples, 2), of);
    return growth > allowed ? [`${what}: ${growth.toFixed(1)} more than before`] : [];
  });
  return [
    ...grown,
    ...left.map((name) => `left behind: ${name}`),
    ...troubles.map((trouble) => `a learner was held up: ${trouble}`),
  ];
}

function toPage(run: SoakRun, problems: readonly string[]): string {
  const { startedAt, machine, commit, learners, minutes, pause, samples, done } = run;
  const rows = held.map(({ what, of }) =>
    [what, ...quarters.map((each) => median(quarter(samples, each), of).toFixed(0))].join(' | '),
  );
  return `# Soak report

\`npm run soak -- --minutes ${minutes} --learners ${learners} --pause ${pause}\`, ${startedAt}, commit ${commit}: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux
${machine.kernel}, Node ${machine.node}. A real server with accounts, real environments, ${learners} learners at a time; the medians of ${samples.length}
samples by quarter of the run. What a quarter holds depends on where in a lab its samples fall; what grows shows in all of them.

| | first | second | third | last |
| --- | --: | --: | --: | --: |
${rows.map((row) => `| ${row} |`).join('\n')}

Done meanwhile (what the server refused is not counted): ${Object.entries(done)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')}.

${problems.length === 0 ? 'Nothing grew, no container, network, volume or process was left, and nobody was held up.' : problems.map((problem) => `- ${problem}`).join('\n')}
`;
}

function quarter(samples: readonly Sample[], which: (typeof quarters)[number]): readonly Sample[] {
  const size = samples.length / quarters.length;
  return samples.slice(Math.floor((which - 1) * size), Math.floor(which * size));
}

function median(samples: readonly Sample[], of: (sample: Sample) => number): number {
  return samples.length === 0 ? Number.NaN : summarise(samples.map(of), 'less').median;
}
