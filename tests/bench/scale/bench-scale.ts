import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { z } from 'zod';
import { simulateDay, type Assumed, type Crowd, type Measured, type Outcome } from './simulate.ts';

const docs = path.resolve(import.meta.dirname, '../../../docs');
const seed = 20_260_301;

const report = z.object({
  at: z.string(),
  machine: z.object({ cores: z.number(), load: z.number() }),
  readyMs: z.array(z.number()),
  load: z.object({
    lab: z.object({ memoryMiB: z.number(), cores: z.number() }),
    server: z.object({ labs: z.number(), memoryMiB: z.number() }),
    database: z.object({ idlePerSecond: z.number(), perCheck: z.number() }),
  }),
});

const assumed: Assumed = {
  machine: { cores: 8, memoryGiB: 32, pricePerHour: 0.35 },
  share: 0.85,
  workingMemory: 1.5,
  workingCores: 0.2,
  labMinutes: { mean: 75, spread: 35 },
  checkEveryMinutes: 4,
};

const crowds: readonly Omit<Crowd, 'learners'>[] = [
  { name: 'class', says: 'all start within ten minutes', from: 540, to: 550, gathered: 0 },
  {
    name: 'own pace',
    says: 'starts between 8 and 20 h, most of them around 14 h',
    from: 480,
    to: 1200,
    gathered: 1,
  },
];
const sizes = [100, 1_000, 10_000] as const;

/** Computes days of larger crowds from what three learners took, and writes them down as what they are: a simulation. */
export async function benchScale(): Promise<void> {
  const from = report.parse(JSON.parse(await readFile(path.join(docs, 'replicas-report.json'), 'utf8')));
  const measured = measuredOf(from);
  const days = crowds.flatMap((crowd) =>
    sizes.map((learners) => ({
      ...crowd,
      learners,
      ...simulateDay({ ...crowd, learners }, measured, assumed, seed),
    })),
  );
  const page = pageOf({ measured, days, server: from.load.server, at: from.at });
  const options = { printWidth: 110 };
  await writeFile(path.join(docs, 'scale.md'), await format(page, { ...options, parser: 'markdown' }));
  const data = { format: 1, simulation: true, from: from.at, seed, measured, assumed, days };
  await writeFile(
    path.join(docs, 'scale.json'),
    await format(JSON.stringify(data), { ...options, parser: 'json' }),
  );
  console.table(days.map(({ says: _says, from: _from, to: _to, gathered: _gathered, ...row }) => row));
}

/** Labs were made two at a time on all cores of the machine: more than that a start can not have taken. */
function measuredOf({ machine, readyMs, load }: z.output<typeof report>): Measured {
  const startSeconds = Math.min(...readyMs) / 1000;
  return {
    labMemoryMiB: load.lab.memoryMiB,
    labCores: load.lab.cores,
    startCoreSeconds: Math.round((startSeconds * machine.cores) / 2),
    startSeconds: Math.round(startSeconds),
    transactionsIdle: load.database.idlePerSecond,
    transactionsPerCheck: load.database.perCheck,
  };
}

interface Page {
  readonly measured: Measured;
  readonly days: readonly (Crowd & Outcome)[];
  readonly server: { readonly labs: number; readonly memoryMiB: number };
  readonly at: string;
}

function pageOf({ measured, days, server, at }: Page): string {
  const rows = days.map(
    (day) =>
      `| ${day.name} | ${count(day.learners)} | ${count(day.peakLabs)} | ${count(day.machines)} | ${count(day.machineHours)} | ${count(day.price)} | ${count(day.waitP50Seconds)} / ${count(day.waitP99Seconds)} | ${String(day.checksPerSecond)} | ${count(day.transactionsPerSecond)} |`,
  );
  const { machine } = assumed;
  return `# How far it goes

**This page is a simulation.** Three learners were measured ([two servers, one killed](replicas-report.md), ${at.slice(0, 10)}); hundreds and
thousands were not. \`npm run bench -- scale\` computes it again from [replicas-report.json](replicas-report.json); its figures are in
[scale.json](scale.json), and what it does in \`tests/bench/scale/simulate.ts\`.

| one day | learners | labs at the peak | machines | machine hours | price | start, median / p99, s | checks a second | transactions a second |
| ------- | -------: | ---------------: | -------: | ------------: | ----: | ---------------------: | --------------: | --------------------: |
${rows.join('\n')}

_class_: ${crowds[0]?.says ?? ''}. _own pace_: ${crowds[1]?.says ?? ''}. Everybody does one lab. \`startsAtOnce\` is as large as the cluster has cores.

## What went in

Measured, with everything (carrying cluster, servers, database, labs) on two cores that others used as well:

| | |
| --- | ---: |
| memory of a lab, nobody at work in it | ${String(measured.labMemoryMiB)} MiB |
| processor of a lab, nobody at work in it | ${String(measured.labCores)} cores |
| from the press to the prompt, two at a time | ${String(measured.startSeconds)} s |
| processor that a start takes, at most | ${String(measured.startCoreSeconds)} core seconds |
| transactions a second with nobody at work, both servers | ${String(measured.transactionsIdle)} |
| transactions for one check | ${String(measured.transactionsPerCheck)} |
| memory of the server that leads, with ${String(server.labs)} labs | ${String(server.memoryMiB)} MiB |

Assumed; put your own into \`tests/bench/scale/bench-scale.ts\`:

| | |
| --- | ---: |
| a machine | ${String(machine.cores)} cores, ${String(machine.memoryGiB)} GiB, ${String(machine.pricePerHour)} an hour |
| share of it for labs | ${String(assumed.share * 100)} % |
| memory of a lab in which somebody works | ${String(assumed.workingMemory)} times the measured |
| processor of it | ${String(assumed.workingCores)} cores |
| a lab lasts | ${String(assumed.labMinutes.mean)} ± ${String(assumed.labMinutes.spread)} minutes |
| a check | every ${String(assumed.checkEveryMinutes)} minutes |

## What the simulation does not know

- **One server leads.** That its one process and one core carry ten thousand terminals and that many checks has not been shown; the
  room was measured with 200 learners ([performance](performance.md)). Beyond what one carries, give every course an installation
  of its own on the same cluster: they share machines and nothing else.
- **One cluster.** Kubernetes itself names limits: 5,000 machines, 150,000 pods, and what its API answers. The server lists all labs every
  15 and every 30 seconds; with thousands of labs that is megabytes each time. Nobody has measured it.
- Images are pulled once for each machine, 1.8 GB; a machine that has just come makes its first lab wait for that.
- Disks, networks, and neighbours that make a machine slow.
- Warm environments (\`poolSize\`) take the wait away and cost what a lab costs.
`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
