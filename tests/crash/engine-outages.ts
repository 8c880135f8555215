import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { nameOf } from '#containers/providers/plan.ts';
import { connectEngine, engineClient } from '#containers/runtime/engine/connect-engine.ts';
import { isOurEngine, startOurEngine } from '#containers/runtime/engine/start-engine.ts';
import { until } from '#tests/server/until.ts';
import { problemsAfter, skipped, untilReady, type CrashWorld, type Outcome } from './crash-world.ts';

const stopMs = 120_000;
const pidFile = '/var/run/docker.pid';

/** Restarts the node of a cluster under a learner who works, as a kernel that runs out of memory would. */
export async function nodeRestarts(world: CrashWorld, times: number): Promise<Outcome> {
  const problems: string[] = [];
  for (let round = 1; round <= times; round += 1) {
    await untilReady(world);
    const [id = ''] = await world.footprint.environments();
    await whileAnswering(world, async () => {
      await engineClient(process.env).getContainer(nameOf(id, 'control-plane')).restart({ t: 0 });
    });
    problems.push(...(await problemsAfter(world)).map((problem) => `node restart ${round}: ${problem}`));
    world.print(`node restart ${round}: ${problems.join('; ') || 'all there'}`);
  }
  return { rounds: times, problems, notes: [] };
}

/** Restarts the Docker engine. It is everybody's on this machine, so whatever else runs there has to be named before. */
export async function engineRestart(world: CrashWorld, besides: readonly string[]): Promise<Outcome> {
  if (!(await isOurEngine())) return skipped('the engine of this machine was not installed by Kindlab');
  await untilReady(world);
  const file = 'echo kept >~/over-a-restart; vault kv put secret/over/restart word=kept';
  await world.learner.inShell(file, 'created_time');
  const others = (await othersOnEngine(world)).filter((name) => !besides.includes(name));
  if (others.length > 0)
    return skipped(`other containers run; --engine ${others.join(',')} restarts them, too`);
  const started = performance.now();
  await whileAnswering(world, restartEngine);
  const awayMs = performance.now() - started;
  const problems = [...(await problemsAfter(world))];
  const look = 'cat ~/over-a-restart; vault kv get -field=word secret/over/restart; echo; echo end-$((40+2))';
  const seen = await world.learner.inShell(look, 'end-42').catch((error: unknown) => String(error));
  const notes = [`The engine was away for ${(awayMs / 1000).toFixed(0)} s.`];
  const [ofFile, ofVault] = [...seen.matchAll(/^kept\s*$/gm)];
  if (ofFile === undefined) problems.push('a file in the home folder is gone');
  if (ofVault === undefined)
    notes.push('What Vault had stored in the last minutes before was not kept, as the page says.');
  world.print(`engine restart: ${problems.join('; ') || 'all there'}`);
  return { rounds: 1, problems, notes };
}

async function othersOnEngine({ footprint }: CrashWorld): Promise<readonly string[]> {
  const own = await footprint.environments();
  const all = await engineClient(process.env).listContainers();
  const names = all.map(({ Names }) => (Names[0] ?? '').slice(1));
  return names.filter((name) => ![...own].some((id) => name.startsWith(nameOf(id))));
}

async function restartEngine(): Promise<void> {
  const pid = Number((await readFile(pidFile, 'utf8')).trim());
  process.kill(pid, 'SIGTERM');
  const isGone = async (): Promise<true | undefined> =>
    (await connectEngine(process.env)).kind === 'connected' ? undefined : true;
  await until('the engine stops', isGone, stopMs);
  await until('its process ends', () => !isAlive(pid) || undefined, stopMs);
  await startOurEngine('/var/log/kindlab', AbortSignal.timeout(stopMs));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The learner answers quizzes meanwhile, and a moment longer. */
export async function whileAnswering(
  { quizTaker }: Pick<CrashWorld, 'quizTaker'>,
  outage: () => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const answering = quizTaker.answerUntil(stop.signal);
  try {
    await outage();
    await delay(2000);
  } finally {
    stop.abort();
    await answering;
  }
}
