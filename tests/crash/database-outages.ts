import { setTimeout as delay } from 'node:timers/promises';
import { databaseKinds } from '#tests/support/databases.ts';
import { RealServer } from '#tests/support/real-server.ts';
import { until } from '#tests/server/until.ts';
import { differences, skipped, type Outcome } from './crash-world.ts';
import { crewOptions, seatCrew } from './crew.ts';

const answersMs = 60_000;

/** Restarts a real PostgreSQL under a server, with played environments, while a learner answers. */
export async function databaseRestarts(times: number, print: (line: string) => void): Promise<Outcome> {
  const kind = databaseKinds().find(({ name }) => name === 'PostgreSQL');
  if (kind === undefined) return skipped('the programs of PostgreSQL are not installed');
  await using database = await kind.openEmpty();
  const server = await RealServer.prepare(undefined, crewOptions);
  const problems: string[] = [];
  try {
    await server.start(['--provider', 'fake', '--database-url', database.url ?? '']);
    const crew = await seatCrew(server);
    const { learner, quizTaker } = crew;
    await learner.begin();
    for (let round = 1; round <= times; round += 1) {
      const stop = new AbortController();
      const answering = quizTaker.answerUntil(stop.signal);
      await delay(1000);
      await database.restart(() => delay(1000));
      const goesOn = await until(
        'an answer',
        async () => (await quizTaker.answer().catch(() => false)) || undefined,
        answersMs,
      ).catch(() => false);
      stop.abort();
      await answering;
      const found = goesOn ? await differences(crew) : ['no answer was taken any more'];
      problems.push(...found.map((problem) => `database restart ${round}: ${problem}`));
      print(`database restart ${round}: ${found.join('; ') || 'all there'}`);
    }
  } finally {
    await server.remove();
  }
  return { rounds: times, problems, notes: [] };
}
