import { setTimeout as delay } from 'node:timers/promises';
import { differences, problemsAfter, type CrashWorld, type Outcome } from './crash-world.ts';
import { works, type Work } from './in-flight.ts';
import { seeded } from './seeded.ts';

const longestLifeMs = 10_000;
/** How often the learner is also made to go on in the terminal. */
const everyWorkingRound = 8;
/** How often something is handed in that takes an environment of its own. */
const everyRealSubmission = 20;
/** How often a kill waits for a check: most lives end before an environment is ready for one. */
const everyCheckRound = 3;
const checkMs = 60_000;

/** Kills the server with SIGKILL at random moments while everybody works, and starts it again. */
export async function killRounds(world: CrashWorld, times: number): Promise<Outcome> {
  const { server, learner, footprint, submitter, instructor, print } = world;
  const problems: string[] = [];
  // Drawn before anything else draws: the same seed is the same moments.
  const lives = Array.from({ length: times }, () => Math.round(world.random() * longestLifeMs));
  const dice = seeded(Math.round(world.random() * 2 ** 31));
  const met = new Map<Work, number>(works.map((work) => [work, 0]));
  for (const [index, life] of lives.entries()) {
    const round = index + 1;
    if (round % everyRealSubmission === 1) await submitter.handInReal();
    const meeting = await killAfter(world, life, { dice, duringCheck: round % everyCheckRound === 0 });
    for (const work of meeting) met.set(work, (met.get(work) ?? 0) + 1);
    await server.start();
    const isWorking = round % everyWorkingRound === 0 || round === times;
    const found = isWorking ? await problemsAfter(world) : await differences(world);
    await footprint.environments();
    problems.push(...found.map((problem) => `kill ${round}: ${problem}`));
    const state = (await learner.attempt())?.environment.state ?? 'no lab';
    const during = meeting.join(', ') || 'nothing';
    print(`kill ${round}: after ${life} ms, during ${during}; ${state}; ${found.join('; ') || 'all there'}`);
  }
  const open = submitter.grading;
  await submitter.untilAllEnded();
  problems.push(...(await differences(world)).map((problem) => `at the end: ${problem}`));
  const kinds = works.map((work) => `${work} ${String(met.get(work))}`).join(', ');
  return {
    rounds: times,
    problems,
    notes: [
      `Under way at the moment of a kill: ${kinds} times.`,
      `${submitter.handedIn} submissions were handed in and ${instructor.imports} imports of rosters acknowledged; ${open} submissions were still being graded after the last kill and got their verdict then.`,
    ],
  };
}

/** The work fails when the server is gone, and for no other reason. Answers what was under way. */
async function killAfter(
  { server, learner, quizTaker, submitter, instructor, inFlight }: CrashWorld,
  ms: number,
  { dice, duringCheck }: { readonly dice: () => number; readonly duringCheck: boolean },
): Promise<readonly Work[]> {
  let killed = false;
  const onlyThen = (error: unknown): void => {
    if (!killed) throw error;
  };
  const all = [learner.work(dice), quizTaker.work(), submitter.work(), instructor.work()];
  const working = Promise.all(all.map((work) => work.catch(onlyThen)));
  await Promise.race([delay(ms), working]);
  if (duringCheck) await Promise.race([inFlight.next('checking', checkMs), working]);
  const meeting = inFlight.now();
  killed = true;
  await server.kill();
  await working;
  return meeting;
}
