import { until } from '#tests/server/until.ts';
import type { RealServer } from '#tests/support/real-server.ts';
import type { Crew } from './crew.ts';
import type { Footprint } from './footprint.ts';
import type { Orphans } from './orphans.ts';

/** One server, those who work on it, and what it has in the engine: what every outage happens to. */
export interface CrashWorld extends Crew {
  readonly server: RealServer;
  readonly footprint: Footprint;
  readonly orphans: Orphans;
  readonly random: () => number;
  readonly print: (line: string) => void;
}

/** How one kind of outage went. */
export interface Outcome {
  readonly rounds: number;
  readonly problems: readonly string[];
  /** What a reader should know besides. */
  readonly notes: readonly string[];
  /** Why it was not tried here. */
  readonly skipped?: string;
}

const readyMs = 240_000;
const reachCluster = 'until kubectl get namespace lab1 >/dev/null 2>&1; do sleep 1; done';
/** The reaper's next round, and what it takes. */
const sweptMs = 90_000;
/** What a kill may leave to the reaper, beside the environments that are in use: one in the making for the learner, and one for a submission. */
const unswept = 2;

export function skipped(why: string): Outcome {
  return { rounds: 0, problems: [], notes: [], skipped: why };
}

/** A lab that runs, with its environment ready. */
export async function untilReady({ learner }: CrashWorld): Promise<string> {
  await learner.begin();
  return until(
    'a ready environment',
    async () => {
      const attempt = await learner.attempt();
      const state = attempt?.environment.state;
      if (attempt?.environment.state === 'failed') throw new Error(attempt.environment.error.message);
      if (state === 'parked') await learner.goOn();
      return state === 'ready' ? attempt?.id : undefined;
    },
    readyMs,
  );
}

/** What has to be right after any outage: nothing lost, nothing too many, and the learner works in shell and cluster. */
export async function problemsAfter(world: CrashWorld): Promise<readonly string[]> {
  const { footprint, orphans } = world;
  const found = [...(await until('the server answers', () => differences(world).catch(notYet), readyMs))];
  found.push(...(await goesOn(world)));
  found.push(...(await footprint.tooMuchAfter(await running(world), sweptMs)));
  found.push(...(await orphans.processesAfter(sweptMs)), ...(await orphans.foldersAfter(sweptMs)));
  return found;
}

/** What can be said at once after a start, before the reaper has been round: nothing lost, and nothing piles up. */
export async function problemsAtOnce(world: CrashWorld): Promise<readonly string[]> {
  const found = [...(await differences(world))];
  const { size } = await world.footprint.environments();
  const most = (await running(world)) + unswept;
  if (size > most) found.push(`${String(size)} environments at once, at most ${String(most)} were expected`);
  return found;
}

/** Environments that are in use. */
async function running({ learner, submitter }: Crew): Promise<number> {
  return ((await learner.attempt()) === null ? 0 : 1) + submitter.grading;
}

/** How what is there differs from what was acknowledged, to anybody. */
export async function differences({
  learner,
  quizTaker,
  submitter,
  instructor,
}: Crew): Promise<readonly string[]> {
  return [
    ...(await learner.differences()),
    ...(await quizTaker.differences()),
    ...(await submitter.differences()),
    ...(await instructor.differences()),
  ];
}

/** A server that is on its way answers nothing, or an error. */
function notYet(): undefined {
  return undefined;
}

/** A learner whose lab was begun gets it, and a shell in it that reaches the cluster. */
export async function goesOn(world: CrashWorld): Promise<readonly string[]> {
  const { learner } = world;
  if (learner.known.attempt?.ended !== 'no') return [];
  try {
    await untilReady(world);
    // Another number each time: what the screen showed before comes back with it.
    const number = Math.floor(world.random() * 1_000_000);
    await learner.inShell(`${reachCluster}; echo still-$((${number}+1))`, `still-${number + 1}`);
    if (learner.known.attempt.passed) return [];
    // From here on a check can pass, and what has passed can be lost.
    await learner.solve();
    await learner.check();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
