import { RealServer } from '#tests/support/real-server.ts';
import type { EmptyDatabase } from '#tests/support/databases.ts';
import { mountSmallDisk, type SmallDisk } from '#tests/support/small-disk.ts';
import { describeMachine } from '#tests/bench/measure/machine.ts';
import type { CrashReport, CrashRow } from './crash-report.ts';
import { skipped, type CrashWorld, type Outcome } from './crash-world.ts';
import { crewOptions, seatCrew } from './crew.ts';
import { databaseRestarts, realDatabase } from './database-outages.ts';
import { engineRestart, nodeRestarts } from './engine-outages.ts';
import { Footprint } from './footprint.ts';
import { clockJumps, diskFull } from './host-outages.ts';
import { killRounds } from './kill-rounds.ts';
import { Orphans } from './orphans.ts';
import { presentCommit } from './present-commit.ts';
import { seeded } from './seeded.ts';

export const outageNames = ['kill', 'node', 'disk', 'clock', 'engine', 'database'] as const;
export type OutageName = (typeof outageNames)[number];

export const databases = ['embedded', 'postgres'] as const;

export interface CrashPlan {
  /** What the server keeps its state in. */
  readonly database: (typeof databases)[number];
  readonly times: number;
  /** After so many no further kill is begun. */
  readonly minutes: number;
  readonly seed: number;
  readonly only: readonly OutageName[];
  /** Containers of others that a restart of the engine may end. */
  readonly engine: readonly string[];
  readonly print: (line: string) => void;
}

const goneMs = 120_000;
const stateMiB = 768;
const fewer = 10;

interface Outage {
  readonly title: string;
  readonly what: string;
  readonly happen: (world: CrashWorld, disk: SmallDisk, plan: CrashPlan) => Promise<Outcome>;
}

const outages: Readonly<Record<OutageName, Outage>> = {
  kill: {
    title: 'The server is killed',
    what: 'SIGKILL at a random moment, while a learner begins, checks and ends labs, others answer quizzes, a program hands in submissions, and an instructor imports rosters.',
    happen: (world, _disk, { times, minutes }) => killRounds(world, { times, minutes }),
  },
  node: {
    title: 'A node is restarted',
    what: 'The container of the cluster is ended and started again.',
    happen: (world, _disk, { times }) => nodeRestarts(world, Math.ceil(times / fewer)),
  },
  disk: {
    title: 'The disk is full',
    what: 'The file system of the data folder is filled to its last byte.',
    happen: (world, disk, { times, database }) =>
      database === 'embedded'
        ? diskFull(world, disk, Math.ceil(times / fewer))
        : Promise.resolve(skipped('the data of PostgreSQL is on another disk')),
  },
  clock: {
    title: 'The clock jumps',
    what: 'The time that the server sees jumps.',
    happen: (world) => clockJumps(world),
  },
  engine: {
    title: 'The engine is restarted',
    what: 'dockerd is ended and started again.',
    happen: (world, _disk, { engine }) => engineRestart(world, engine),
  },
  database: {
    title: 'PostgreSQL is restarted',
    what: 'With played environments; for a second there is no database, while a learner begins, checks and ends labs, others answer quizzes, a program hands in submissions, and an instructor imports rosters.',
    happen: (_world, _disk, { times, seed, print }) =>
      databaseRestarts(Math.ceil(times / fewer), { seed, print }),
  },
};

/** All outages that were asked for, one after another, to one server and one learner. */
export async function crashSuite(plan: CrashPlan): Promise<CrashReport> {
  const machine = describeMachine();
  const commit = presentCommit();
  await using disk = await mountSmallDisk(stateMiB);
  await using database = await openDatabase(plan.database);
  const server = await RealServer.prepare(disk.folder, [
    ...crewOptions,
    ...(database?.url === undefined ? [] : ['--database-url', database.url]),
  ]);
  const footprint = new Footprint(server.dataDir);
  const orphans = new Orphans(server, () => footprint.containers());
  const rows: CrashRow[] = [];
  let left: readonly string[] = [];
  try {
    await server.start();
    const crew = await seatCrew(server);
    const world = { ...crew, server, footprint, orphans, random: seeded(plan.seed), print: plan.print };
    for (const name of plan.only)
      rows.push({
        ...(await runOutage(name, world, disk, plan)),
        seed: plan.seed,
        loadBefore: machine.loadBefore,
        commit,
      });
    await crew.learner.end();
    left = [...(await footprint.leftAfter(goneMs)), ...(await orphans.processesAfter(goneMs))];
  } finally {
    await server.remove();
  }
  return { at: new Date().toISOString(), seed: plan.seed, machine, rows, left };
}

async function runOutage(
  name: OutageName,
  world: CrashWorld,
  disk: SmallDisk,
  plan: CrashPlan,
): Promise<CrashRow> {
  const { title, what, happen } = outages[name];
  const started = performance.now();
  const outcome = await happen(world, disk, plan).catch((error: unknown): Outcome => {
    const problem = error instanceof Error ? error.message : String(error);
    return { rounds: 1, problems: [problem], notes: [] };
  });
  if (outcome.skipped !== undefined) plan.print(`${name}: not tried: ${outcome.skipped}`);
  const at = new Date().toISOString();
  // Each database has a row of its own, but for the outage that brings its own.
  const isOnPostgres = plan.database === 'postgres' && name !== 'database';
  return {
    name: isOnPostgres ? `${title}, on PostgreSQL` : title,
    what,
    at,
    seconds: (performance.now() - started) / 1000,
    ...outcome,
  };
}

/** `undefined`: the server brings its own. */
async function openDatabase(database: CrashPlan['database']): Promise<EmptyDatabase | undefined> {
  if (database === 'embedded') return undefined;
  const kind = realDatabase();
  if (kind === undefined) throw new Error('The programs of PostgreSQL are not installed.');
  return kind.openEmpty();
}
