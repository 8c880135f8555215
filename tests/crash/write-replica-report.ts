import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { format } from 'prettier';
import { z } from 'zod';
import type { PodReport } from './pod-rounds.ts';
import type { ReplicaReport } from './replica-rounds.ts';

const docs = path.resolve(import.meta.dirname, '../../docs');

const machine = z.object({ cores: z.number(), memoryGiB: z.number(), load: z.number() });
const outages = z.array(z.looseObject({ callsMs: z.number(), terminalMs: z.number() }));
const outcome = { passed: z.number(), problems: z.array(z.string()) };
const inPods = z.looseObject({
  at: z.string(),
  machine,
  installedMs: z.number(),
  readyMs: z.array(z.number()),
  rounds: z.array(z.looseObject({ how: z.string(), outages, settledMs: z.number() })),
  ...outcome,
});
/** Both runs; each rewrites its own part. */
const reportFile = z.looseObject({
  machine,
  readyMs: z.array(z.number()),
  rounds: z.array(z.looseObject({ how: z.string(), outages })),
  ...outcome,
  pods: inPods.optional(),
});

/** Writes what came of a run, for people and for programs. Answers the report. */
export async function writeReplicaReport(report: ReplicaReport): Promise<ReplicaReport> {
  const { pods } = await readReport();
  await write({ format: 1, ...here(), ...report, ...(pods === undefined ? {} : { pods }) });
  return report;
}

/** The same for servers in pods. */
export async function writePodReport(report: PodReport): Promise<PodReport> {
  await write({ ...(await readReport()), pods: { ...here(), ...report } });
  return report;
}

function here(): { readonly at: string; readonly machine: z.output<typeof machine> } {
  const [load = 0] = os.loadavg();
  const memoryGiB = Math.round(os.totalmem() / 2 ** 30);
  return { at: new Date().toISOString(), machine: { cores: os.cpus().length, memoryGiB, load } };
}

async function readReport(): Promise<z.output<typeof reportFile>> {
  return reportFile.parse(JSON.parse(await readFile(path.join(docs, 'replicas-report.json'), 'utf8')));
}

async function write(data: unknown): Promise<void> {
  const report = reportFile.parse(data);
  const text = `# Two servers, one killed

Every learner of these runs has to have, after each round, the same attempt with the same values, the same environment, the same
shell with its variables, the exercise passed, and a check that works.

## Servers beside the cluster

${beside(report)}
${report.pods === undefined ? '' : `## Servers in the cluster\n\n${inCluster(report.pods)}`}`;
  const options = { printWidth: 110 };
  await writeFile(
    path.join(docs, 'replicas-report.md'),
    await format(text, { ...options, parser: 'markdown' }),
  );
  await writeFile(
    path.join(docs, 'replicas-report.json'),
    await format(JSON.stringify(data), { ...options, parser: 'json' }),
  );
}

function beside({ machine: on, readyMs, rounds, ...rest }: z.output<typeof reportFile>): string {
  const rows = rounds.map(
    ({ how, outages: each }, index) =>
      `| ${String(index + 1)} | ${how} | ${list(each.map(({ callsMs }) => callsMs))} | ${list(each.map(({ terminalMs }) => terminalMs))} |`,
  );
  return `\`npm run crash -- replicas\` starts two servers on one PostgreSQL, with labs on a real Kubernetes cluster (a kind cluster that carries
the labs' own clusters), and three learners behind a balancer that knows which servers there are. Everybody starts lab 1, does
its first exercise in the terminal, has it checked, and types on. Then the server that leads is killed by SIGKILL, or told to stop as
an update does; it is started again and stands by.

${String(on.cores)} cores for everything, load ${on.load.toFixed(0)} at the end; labs ready after ${list(readyMs)} s, made two at a time.

| round | the leader was | until calls were answered, s | until the terminal went on, s |
| ----- | -------------- | ---------------------------- | ----------------------------- |
${rows.join('\n')}

${told(rest)}
`;
}

function inCluster({ machine: on, readyMs, installedMs, rounds, ...rest }: z.output<typeof inPods>): string {
  const rows = rounds.map(
    ({ how, outages: each, settledMs }, index) =>
      `| ${String(index + 1)} | ${how} | ${list(each.map(({ callsMs }) => callsMs))} | ${list(each.map(({ terminalMs }) => terminalMs))} | ${list([settledMs])} |`,
  );
  return `\`npm run crash -- replicas --in-pods\` builds the server's image, installs the [Helm chart](operating.md#kindlab-itself-in-the-cluster)
on a kind cluster of its own, with two servers and the chart's small PostgreSQL, and seats three learners behind the Service (a NodePort).
The server works with the account, the rights and the admission policy of the chart: that account was refused to enter the
database's pod, to write into \`kube-system\`, to remove a namespace that is no lab, to take one over by its label, and to make one without it.

_Killed_: SIGKILL to the server's process, whose container starts again. _Deleted_: \`kubectl delete pod --force --grace-period=0\`.
_Upgraded_: \`helm upgrade\` with a change to all pods, which are replaced one after the other; the lead may move more than once.
Learners call and type all the time, five times a second, and come back as the page does; the figures are the longest silence that each met.

${String(on.cores)} cores for everything, load ${on.load.toFixed(0)} at the end; installed and ready after ${list([installedMs])} s, labs after ${list(readyMs)} s.

| round | the leader was | longest silence of calls, s | longest silence of the terminal, s | all pods ready again after, s |
| ----- | -------------- | --------------------------- | ---------------------------------- | ----------------------------- |
${rows.join('\n')}

${told(rest)}
`;
}

function told({
  passed,
  problems,
}: {
  readonly passed: number;
  readonly problems: readonly string[];
}): string {
  return `**${String(passed)} passed, ${String(problems.length)} failed.** ${problems.map((problem) => `\n- ${problem}`).join('')}`;
}

function list(values: readonly number[]): string {
  return values.map((ms) => (ms / 1000).toFixed(1)).join(', ');
}
