import { setTimeout as delay } from 'node:timers/promises';
import { databaseKinds, type DatabaseKind, type Stop } from '#tests/support/databases.ts';
import { RealServer } from '#tests/support/real-server.ts';
import { until } from '#tests/server/until.ts';
import { differences, skipped, type Outcome } from './crash-world.ts';
import { crewOptions, keepWorking, seatCrew } from './crew.ts';
import { Meetings } from './in-flight.ts';
import { seeded } from './seeded.ts';

const answersMs = 60_000;
const fewest = 10;
const longestLifeMs = 3000;
const checkMs = 60_000;
/** How often a stop waits for a check. */
const everyCheckRound = 2;
const awayMs = 1000;
const ways: readonly Stop[] = ['fast', 'immediate'];

/** A PostgreSQL of its own, where its programs are installed. */
export function realDatabase(): DatabaseKind | undefined {
  return databaseKinds().find(({ name }) => name === 'PostgreSQL');
}

/** Restarts a real PostgreSQL under a server with played environments, at random moments, while everybody works. */
export async function databaseRestarts(
  times: number,
  { seed, print }: { readonly seed: number; readonly print: (line: string) => void },
): Promise<Outcome> {
  const kind = realDatabase();
  if (kind === undefined) return skipped('the programs of PostgreSQL are not installed');
  await using database = await kind.openEmpty();
  const server = await RealServer.prepare(undefined, crewOptions);
  const random = seeded(seed);
  const rounds = Math.max(times, fewest);
  const problems: string[] = [];
  const meetings = new Meetings();
  try {
    await server.start(['--provider', 'fake', '--database-url', database.url ?? '']);
    const crew = await seatCrew(server);
    const { quizTaker, submitter, instructor, inFlight } = crew;
    for (let round = 1; round <= rounds; round += 1) {
      const how = ways[Math.floor(round / everyCheckRound) % ways.length] ?? 'fast';
      const stop = new AbortController();
      const working = keepWorking(crew, random, stop.signal);
      await delay(random() * longestLifeMs);
      if (round % everyCheckRound === 0) await inFlight.next('checking', checkMs);
      const meeting = inFlight.now();
      meetings.add(meeting);
      await database.restart(() => delay(awayMs), how);
      // Everybody is at work meanwhile, so that whatever has to connect again does.
      const goesOn = await until(
        'an answer',
        async () => (await quizTaker.answer().catch(() => false)) || undefined,
        answersMs,
      ).catch(() => false);
      stop.abort();
      await working;
      const found = goesOn ? await differences(crew) : ['no answer was taken any more'];
      problems.push(...found.map((problem) => `database restart ${round}, ${how}: ${problem}`));
      const during = meeting.join(', ') || 'nothing';
      print(`database restart ${round}, ${how}, during ${during}: ${found.join('; ') || 'all there'}`);
    }
    problems.push(...meetings.problems());
    const notes = [
      `Every other time with \`pg_ctl stop -m fast\`, else as \`-m immediate\` does, which saves nothing. Under way at the moment: ${meetings.toString()} times; ${String(submitter.handedIn)} submissions were handed in and ${String(instructor.imports)} imports of rosters acknowledged.`,
    ];
    return { rounds, problems, notes };
  } finally {
    await server.remove();
  }
}
