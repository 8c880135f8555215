import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { format } from 'prettier';
import type { ReplicaReport } from './replica-rounds.ts';

const docs = path.resolve(import.meta.dirname, '../../docs');

/** Writes what came of a run, for people and for programs. */
export async function writeReplicaReport(report: ReplicaReport): Promise<void> {
  const { readyMs, rounds, passed, problems } = report;
  const machine = {
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    load: os.loadavg()[0],
  };
  const data = { format: 1, at: new Date().toISOString(), machine, ...report };
  const rows = rounds.map(
    ({ how, outages }, index) =>
      `| ${String(index + 1)} | ${how} | ${list(outages.map(({ callsMs }) => callsMs))} | ${list(outages.map(({ terminalMs }) => terminalMs))} |`,
  );
  const text = `# Two servers, one killed

\`npm run crash -- replicas\` starts two servers on one PostgreSQL, with labs on a real Kubernetes cluster (a kind cluster that carries
the labs' own clusters), and three learners behind a balancer that knows which servers there are. Everybody starts lab 1, does
its first exercise in the terminal, has it checked, and types on. Then the server that leads is killed by SIGKILL, or told to stop as
an update does; it is started again and stands by. After each round every learner has to have the same attempt with the same
values, the same environment, the same shell with its variables, the exercise passed, and a check that works.

${String(data.machine.cores)} cores for everything, load ${(data.machine.load ?? 0).toFixed(0)} at the end; labs ready after ${list(readyMs)} s, made two at a time.

| round | the leader was | until calls were answered, s | until the terminal went on, s |
| ----- | -------------- | ---------------------------- | ----------------------------- |
${rows.join('\n')}

**${String(passed)} passed, ${String(problems.length)} failed.** ${problems.map((problem) => `\n- ${problem}`).join('')}
`;
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

function list(values: readonly number[]): string {
  return values.map((ms) => (ms / 1000).toFixed(1)).join(', ');
}
