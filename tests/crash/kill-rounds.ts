import { setTimeout as delay } from 'node:timers/promises';
import { problemsAfter, type CrashWorld, type Outcome } from './crash-world.ts';

const longestLifeMs = 12_000;
/** How often the learner is also made to go on in the terminal. */
const everyWorkingRound = 4;

/** Kills the server with SIGKILL at random moments while a learner works, and starts it again. */
export async function killRounds(world: CrashWorld, times: number): Promise<Outcome> {
  const { server, learner, footprint, random, print } = world;
  const problems: string[] = [];
  for (let round = 1; round <= times; round += 1) {
    const life = Math.round(random() * longestLifeMs);
    await killAfter(world, life);
    await server.start();
    const isWorking = round % everyWorkingRound === 0 || round === times;
    const found = isWorking ? await problemsAfter(world) : await learner.differences();
    await footprint.environments();
    problems.push(...found.map((problem) => `kill ${round}: ${problem}`));
    const state = (await learner.attempt())?.environment.state ?? 'no lab';
    print(`kill ${round}: after ${life} ms; ${state}; ${found.join('; ') || 'all there'}`);
  }
  return { rounds: times, problems, notes: [] };
}

/** The work fails when the server is gone, and for no other reason. */
async function killAfter({ server, learner, random }: CrashWorld, ms: number): Promise<void> {
  let killed = false;
  const working = learner.work(random).catch((error: unknown) => {
    if (!killed) throw error;
  });
  await Promise.race([delay(ms), working]);
  killed = true;
  await server.kill();
  await working;
}
