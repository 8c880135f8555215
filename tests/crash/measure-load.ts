import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';
import type { HostApi } from '#containers/providers/kubernetes/host-api.ts';

/** Long enough for the kubelet to have looked twice. */
const settleMs = 40_000;
const mebibyte = 2 ** 20;

/** What labs and the server take; `docs/scale.md` is computed from it. */
export interface MeasuredLoad {
  /** Of one lab with nobody at work in it: median over all. */
  readonly lab: { readonly memoryMiB: number; readonly cores: number };
  /** Of the server that leads, with that many labs. */
  readonly server: { readonly labs: number; readonly memoryMiB: number };
  /** Transactions a second with nobody at work, and for each check that somebody asked for. */
  readonly database: { readonly idlePerSecond: number; readonly perCheck: number };
}

interface Measuring {
  readonly api: HostApi;
  readonly databaseUrl: string;
  readonly leaderPid: number;
  /** Asks for a check, once for each learner. */
  readonly check: () => Promise<number>;
}

const usage = z
  .object({ workingSetBytes: z.number().optional(), usageNanoCores: z.number().optional() })
  .default({});
const summary = z.object({
  pods: z.array(z.object({ podRef: z.object({ namespace: z.string() }), memory: usage, cpu: usage })),
});
const nodeList = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });

/** Looks while nobody does anything, then counts what checks cost. */
export async function measureLoad({ api, databaseUrl, leaderPid, check }: Measuring): Promise<MeasuredLoad> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const before = await transactions(database);
    const begun = performance.now();
    await delay(settleMs);
    const idle = await transactions(database);
    const idlePerSecond = (idle - before) / ((performance.now() - begun) / 1000);
    const labs = await labUsage(api);
    const checking = performance.now();
    const checks = await check();
    // The statistics of a session arrive within a second.
    await delay(1_500);
    const took = (performance.now() - checking) / 1000;
    const perCheck = ((await transactions(database)) - idle - idlePerSecond * took) / checks;
    return {
      lab: {
        memoryMiB: Math.round(median(labs.map(({ memoryMiB }) => memoryMiB))),
        cores: round(median(labs.map(({ cores }) => cores))),
      },
      server: { labs: labs.length, memoryMiB: residentMiB(leaderPid) },
      database: { idlePerSecond: round(idlePerSecond), perCheck: round(Math.max(0, perCheck)) },
    };
  } finally {
    await database.end();
  }
}

async function transactions(database: Client): Promise<number> {
  const { rows } = await database.query<{ count: string }>(
    'select sum(xact_commit + xact_rollback)::text as count from pg_stat_database',
  );
  return Number(rows[0]?.count ?? 0);
}

async function labUsage(
  api: HostApi,
): Promise<readonly { readonly memoryMiB: number; readonly cores: number }[]> {
  const signal = AbortSignal.timeout(30_000);
  const nodes = nodeList.parse(await api.ask({ method: 'GET', path: '/api/v1/nodes' }, signal));
  const labs = new Map<string, { memoryMiB: number; cores: number }>();
  for (const { metadata } of nodes.items) {
    const path = `/api/v1/nodes/${metadata.name}/proxy/stats/summary`;
    for (const { podRef, memory, cpu } of summary.parse(await api.ask({ method: 'GET', path }, signal))
      .pods) {
      if (!podRef.namespace.startsWith('kindlab-')) continue;
      const lab = labs.get(podRef.namespace) ?? { memoryMiB: 0, cores: 0 };
      lab.memoryMiB += (memory.workingSetBytes ?? 0) / mebibyte;
      lab.cores += (cpu.usageNanoCores ?? 0) / 1e9;
      labs.set(podRef.namespace, lab);
    }
  }
  return [...labs.values()];
}

function residentMiB(pid: number): number {
  const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  return Math.round(Number(kibibytes.trim()) / 1024);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
