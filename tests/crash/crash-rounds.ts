import { setTimeout as delay } from 'node:timers/promises';
import { TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';
import { RealServer } from '#tests/support/real-server.ts';
import { Footprint } from './footprint.ts';
import { allQuestions, Learner } from './learner.ts';

export interface CrashPlan {
  readonly times: number;
  readonly seed: number;
  readonly print: (line: string) => void;
}

const longestLifeMs = 12_000;
const readyMs = 180_000;
const goneMs = 120_000;
/** The reaper's next round, and what it takes. */
const sweptMs = 60_000;
/** How often the learner is also made to go on in the terminal. */
const everyWorkingRound = 4;

/** One round is one kill and everything that has to be right afterwards; the last round ends the lab and counts what is left. */
export async function crashRounds({
  times,
  seed,
  print,
}: CrashPlan): Promise<{ passed: number; problems: string[] }> {
  const random = seeded(seed);
  const server = await RealServer.prepare();
  const footprint = new Footprint(server.dataDir);
  const problems: string[] = [];
  let passed = 0;
  try {
    await server.start();
    const learner = new Learner(server, await allQuestions(server.url));
    for (let round = 1; round <= times; round += 1) {
      const life = Math.round(random() * longestLifeMs);
      await killAfter(server, life, () => learner.work(random));
      await server.start();
      const found = [...(await learner.differences())];
      await footprint.environments();
      if (round % everyWorkingRound === 0) {
        found.push(...(await goesOn(server, learner)));
        const running = (await learner.attempt()) === null ? 0 : 1;
        const environments = await footprint.atMost(running, sweptMs);
        if (environments.length > running)
          found.push(`${environments.length} environments for ${running} labs: ${environments.join(', ')}`);
      }
      if (found.length === 0) passed += 1;
      problems.push(...found.map((problem) => `round ${round}: ${problem}`));
      const state = (await learner.attempt())?.environment.state ?? 'no lab';
      print(`round ${round}: killed after ${life} ms; ${state}; ${found.join('; ') || 'all there'}`);
    }
    await learner.end();
    const left = await footprint.leftAfter(goneMs);
    if (left.length === 0) passed += 1;
    else problems.push(`left behind: ${left.join(', ')}`);
  } finally {
    await server.remove();
  }
  return { passed, problems };
}

/** The work fails when the server is gone, and for no other reason. */
async function killAfter(server: RealServer, ms: number, work: () => Promise<void>): Promise<void> {
  let killed = false;
  const working = work().catch((error: unknown) => {
    if (!killed) throw error;
  });
  await Promise.race([delay(ms), working]);
  killed = true;
  await server.kill();
  await working;
}

/** A learner whose lab was begun gets it, and a shell in it. */
async function goesOn(server: RealServer, learner: Learner): Promise<readonly string[]> {
  if (learner.known.attempt?.ended !== 'no') return [];
  const { id } = learner.known.attempt;
  try {
    await until(
      'a ready environment',
      async () => {
        const attempt = await learner.attempt();
        if (attempt?.environment.state === 'failed') throw new Error(attempt.environment.error.message);
        return attempt?.environment.state === 'ready' || undefined;
      },
      readyMs,
    );
    const call = (method: string, to: string): Promise<Response> =>
      fetch(server.url + to, { method, headers: { origin: server.url } });
    const client = new TerminalClient({ url: server.url, call }, id);
    await client.connect();
    client.type('echo still-$((40+2))\r');
    await until('the shell goes on', () => client.text.includes('still-42') || undefined, 30_000);
    client.drop();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** The same moments for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
