import { setTimeout as delay } from 'node:timers/promises';
import { differences, problemsAfter, problemsAtOnce, type CrashWorld, type Outcome } from './crash-world.ts';
import { worksOf } from './crew.ts';
import { Meetings, type Work } from './in-flight.ts';
import { seeded } from './seeded.ts';

const longestLifeMs = 10_000;
/** How often the learner is also made to go on in the terminal, and the reaper's next round is waited for. */
const everySweptRound = 4;
/** How often something is handed in that takes an environment of its own. */
const everyRealSubmission = 20;
/** How often a kill waits for a check: most lives end before an environment is ready for one. */
const everyCheckRound = 3;
const checkMs = 60_000;

/** Kills the server with SIGKILL at random moments while everybody works, and starts it again. */
export async function killRounds(
  world: CrashWorld,
  { times, minutes }: { readonly times: number; readonly minutes: number },
): Promise<Outcome> {
  const { server, learner, footprint, orphans, submitter, instructor, print } = world;
  const problems: string[] = [];
  // Drawn before anything else draws: the same seed is the same moments.
  const lives = Array.from({ length: times }, () => Math.round(world.random() * longestLifeMs));
  const dice = seeded(Math.round(world.random() * 2 ** 31));
  const meetings = new Meetings();
  const end = performance.now() + minutes * 60_000;
  let survivors = 0;
  for (const [index, life] of lives.entries()) {
    if (performance.now() > end) break;
    const round = index + 1;
    if (round % everyRealSubmission === 1) await submitter.handInReal();
    const meeting = await killAfter(world, life, { dice, duringCheck: round % everyCheckRound === 0 });
    meetings.add(meeting);
    // What is there now is remembered, also what has no label.
    await footprint.environments();
    await server.start();
    const survived = await orphans.processes();
    if (survived.length > 0) survivors += 1;
    const isSwept = round % everySweptRound === 0 || round === times;
    const found = [...(isSwept ? await problemsAfter(world) : await problemsAtOnce(world))];
    problems.push(...found.map((problem) => `kill ${round}: ${problem}`));
    const state = (await learner.attempt())?.environment.state ?? 'no lab';
    const during = meeting.join(', ') || 'nothing';
    const seen = [...survived.map((each) => `for a moment ${each}`), ...found];
    print(`kill ${round}: after ${life} ms, during ${during}; ${state}; ${seen.join('; ') || 'all there'}`);
  }
  const open = submitter.grading;
  await submitter.untilAllEnded();
  problems.push(...(await differences(world)).map((problem) => `at the end: ${problem}`));
  problems.push(...meetings.problems());
  return {
    rounds: meetings.rounds,
    problems,
    notes: [
      `Under way at the moment of a kill: ${meetings.toString()} times.`,
      `${submitter.handedIn} submissions were handed in and ${instructor.imports} imports of rosters acknowledged; ${open} submissions were still being graded after the last kill and got their verdict then.`,
      `After every kill it was looked what was lost, and whether environments piled up; after every ${String(everySweptRound)}th, once the reaper had been round, whether an environment, a network, a volume (also one without a name), a process or a temporary folder was left. ${String(survivors)} times a process of the dead server was still there when the next one had started.`,
    ],
  };
}

/** The work fails when the server is gone, and for no other reason. Answers what was under way. */
async function killAfter(
  world: CrashWorld,
  ms: number,
  { dice, duringCheck }: { readonly dice: () => number; readonly duringCheck: boolean },
): Promise<readonly Work[]> {
  const { server, inFlight } = world;
  const killed = new AbortController();
  const onlyThen = (error: unknown): void => {
    if (!killed.signal.aborted) throw error;
  };
  const all = worksOf(world, dice).map((work) => work(killed.signal).catch(onlyThen));
  const working = Promise.all(all);
  await Promise.race([delay(ms), working]);
  if (duringCheck) await Promise.race([inFlight.next('checking', checkMs), working]);
  const meeting = inFlight.now();
  killed.abort();
  await server.kill();
  await working;
  return meeting;
}
