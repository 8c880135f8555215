import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSolution } from '#labs/exercise-scripts.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import type { Lab } from '#labs/lab.ts';
import { hopDetails, secretTrace, type ChainView, type HopDetailsView } from '#site/protocol/trace.ts';
import { attemptView, exerciseReport, labView, type AttemptView } from '#site/protocol/api.ts';
import { SecretSearch } from '#tests/support/secret-search.ts';
import { readEvents, type Events } from './read-events.ts';
import type { Reachable } from './start-test-server.ts';
import { TerminalClient } from './terminal-client.ts';
import { until } from './until.ts';

const script = fileURLToPath(new URL('./real-server.ts', import.meta.url));
const minute = 60_000;
let dataDir: string;
let child: ChildProcess;
let server: Reachable;
let lab: Lab;
let log = '';
let complaints = '';

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-real-'));
  lab = (await loadCatalog()).getLab('static-sync');
  await start('0');
}, 30 * minute);

afterAll(async () => {
  const attempt = await current();
  if (attempt !== null) await server.call('DELETE', `/api/attempts/${attempt.id}`);
  // The next server ends what this one had no time to.
  child.kill('SIGTERM');
  await once(child, 'close');
  await endAllEnvironments();
  await rm(dataDir, { recursive: true });
}, 3 * minute);

async function start(port: string): Promise<void> {
  child = fork(script, [dataDir, port], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
    process.stderr.write(chunk);
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  server = { url, call: (method, to) => fetch(url + to, { method, headers: { origin: url } }) };
}

async function endAllEnvironments(): Promise<void> {
  const { KindProvider } = await import('#containers/providers/kind/kind-provider.ts');
  const { silentLog, systemClock } = await import('#containers/providers/surroundings.ts');
  const { ensureBundle } = await import('#containers/runtime/ensure-bundle.ts');
  const signal = AbortSignal.timeout(2 * minute);
  const bundle = await ensureBundle({ source: 'auto', vault: 'openbao', signal });
  const provider = await KindProvider.open({ bundle, clock: systemClock, log: silentLog, dataDir });
  for (const { id } of await provider.list(signal)) await provider.destroy(id, signal);
}

async function current(): Promise<AttemptView | null> {
  return labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json()).attempt;
}

function ready(deadlineMs: number): Promise<AttemptView> {
  const look = async (): Promise<AttemptView | undefined> => {
    const attempt = await current();
    if (attempt?.environment.state === 'failed') throw new Error(attempt.environment.error.message);
    return attempt?.environment.state === 'ready' ? attempt : undefined;
  };
  return until('a ready environment', look, deadlineMs);
}

/** Solves an exercise as a learner would, in the terminal; the marker is not what was typed, but what came out. */
async function solve(client: TerminalClient, index: number, values: AttemptView['values']): Promise<void> {
  const exercise = lab.exercises[index];
  if (exercise === undefined) throw new Error(`no exercise ${index}`);
  const text = Buffer.from(await readSolution(exercise, values)).toString('base64');
  client.type(`echo ${text} | base64 -d > s${index}.sh; bash s${index}.sh; echo solved-${index}=$?\r`);
}

function outcomes(events: Events, exercise: string): readonly string[] {
  const reports = events.of('report').map((each) => exerciseReport.parse(each));
  const last = reports.findLast((report) => report.exercise === exercise);
  return last?.checks.map(({ id, outcome }) => `${id}:${outcome.kind}`) ?? [];
}

function stateOf(events: Events, exercise: string): string | undefined {
  const last = events.of('attempt').at(-1);
  if (last === undefined) return undefined;
  return attemptView.parse(last).exercises.find(({ id }) => id === exercise)?.state;
}

/** The way of the lab's ExternalSecret in the newest picture. */
function wayOf(events: Events): ChainView | undefined {
  const last = events.of('trace').at(-1);
  return last === undefined
    ? undefined
    : secretTrace.parse(last).chains.find(({ stages }) => stages.length > 1);
}

function isDelivered({ stages }: ChainView): boolean {
  return stages.filter(({ kind }) => kind !== 'pod').every(({ hops }) => hops[0]?.state === 'ready');
}

/** `undefined`: one of them is gone. */
async function tellHops(id: string, way: ChainView | undefined): Promise<HopDetailsView[] | undefined> {
  const told: HopDetailsView[] = [];
  for (const hop of way?.stages.flatMap(({ hops }) => hops) ?? []) {
    const answer = await server.call('GET', `/api/attempts/${id}/trace/hop?id=${encodeURIComponent(hop.id)}`);
    if (answer.status === 404) return undefined;
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    told.push(hopDetails.parse(JSON.parse(text)));
  }
  return told.length === 0 ? undefined : told;
}

test(
  'a learner solves lab 1 in a real cluster, and the server is killed on the way',
  { timeout: 15 * minute },
  async () => {
    await server.call('POST', '/api/labs/static-sync/attempt');
    const { id, values } = await ready(5 * minute);
    const client = new TerminalClient(server, id);
    await client.connect();
    let events = await readEvents(server, `/api/attempts/${id}/events`);
    await until(
      'untouched',
      () => outcomes(events, 'store-secret').includes('entry-exists:failed') || undefined,
      minute,
    );
    await solve(client, 0, values);
    await until('live: stored', () => stateOf(events, 'store-secret') === 'done' || undefined, minute);

    await solve(client, 1, values);
    await until('helm at work', () => client.text.includes('s1.sh') || undefined, minute);
    child.kill('SIGKILL');
    await once(child, 'close');
    await start(new URL(server.url).port);
    expect((await ready(minute)).values).toEqual(values);
    events = await readEvents(server, `/api/attempts/${id}/events`);
    await until('kept: stored', () => stateOf(events, 'store-secret') === 'done' || undefined, minute);
    await client.connect();
    await until(
      'helm finished in the shell that lived on',
      () => client.text.includes('solved-1=0') || undefined,
      3 * minute,
    );
    await until('live: installed', () => stateOf(events, 'install-eso') === 'done' || undefined, 2 * minute);

    const trace = await readEvents(server, `/api/attempts/${id}/trace/events`);
    await until('an empty picture', () => trace.of('trace').length > 0 || undefined, minute);
    for (const [index, exercise] of [
      [2, 'connect-store'],
      [3, 'sync-secret'],
    ] as const) {
      await solve(client, index, values);
      await until(
        `live: ${exercise}`,
        () => {
          const seen = outcomes(events, exercise);
          return seen.length > 0 && seen.every((each) => /:(passed|unproven)$/.test(each)) ? true : undefined;
        },
        2 * minute,
      );
      expect(stateOf(events, exercise)).toBe('inWork');
      const answer = await server.call('POST', `/api/attempts/${id}/exercises/${exercise}/check`);
      expect(exerciseReport.parse(await answer.json()).mode).toBe('full');
      await until(`proven: ${exercise}`, () => stateOf(events, exercise) === 'done' || undefined, 3 * minute);
      expect(outcomes(events, exercise).every((each) => each.endsWith(':passed'))).toBe(true);
    }

    const way = await until(
      'trace: delivered',
      () => {
        const found = wayOf(trace);
        return found !== undefined && isDelivered(found) ? found : undefined;
      },
      minute,
    );
    const hashesAt = (stage: number): readonly string[] =>
      (way.stages[stage]?.hops[0]?.hashes ?? []).map(({ hash }) => hash).sort();
    expect(hashesAt(0)).toHaveLength(2);
    expect(hashesAt(3)).toEqual(hashesAt(0));
    // A check that changes a value for a moment moves the picture on: a hop of the last one may be gone by now.
    const told = await until('every hop tells of itself', () => tellHops(id, wayOf(trace)), minute);
    expect(told.map(({ yaml }) => yaml.length > 50)).not.toContain(false);
    const everything = JSON.stringify([trace.of('trace'), told]);
    for (const value of [values['api_key'], values['database_url']]) {
      expect(everything).not.toContain(value);
      expect(everything).not.toContain(Buffer.from(value ?? '').toString('base64'));
    }

    client.type('kubectl -n lab1 delete externalsecret --all; echo gone\r');
    await until('live: no longer', () => stateOf(events, 'sync-secret') === 'wasDone' || undefined, minute);
    await until('trace: nothing asks any more', () => wayOf(trace) === undefined || undefined, minute);
    trace[Symbol.dispose]();
    events[Symbol.dispose]();
    expect(log).toContain(id);
    const search = new SecretSearch();
    for (const [name, value] of Object.entries(values)) search.note(`the value ${name}`, value);
    expect(search.foundIn({ stdout: log, stderr: complaints })).toEqual([]);
  },
);
