import { setTimeout as delay } from 'node:timers/promises';
import { madeToken } from '#site/server/grader-api/messages.ts';
import { madeInvite } from '#site/protocol/accounts.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import { GradingProgram } from '#tests/server/grading-program.ts';
import { newcomer, Person, read } from '#tests/server/people.ts';
import { until } from '#tests/server/until.ts';
import type { RealServer } from '#tests/support/real-server.ts';
import { InFlight } from './in-flight.ts';
import { Instructor } from './instructor.ts';
import { Learner } from './learner.ts';
import { allQuestions } from './questions.ts';
import { QuizTaker } from './quiz-taker.ts';
import { Submitter } from './submitter.ts';

/** Everybody who works on one server. */
export interface Crew {
  readonly inFlight: InFlight;
  readonly learner: Learner;
  readonly quizTaker: QuizTaker;
  readonly submitter: Submitter;
  readonly instructor: Instructor;
}

/** What a server has to be started with for them. */
export const crewOptions = ['--auth', 'accounts'];

const againMs = 100;
const linkMs = 60_000;
const dayMs = 86_400_000;
const seats = 2000;
/** Whoever joins takes one; a code has no more than so many. */
const usesOfCode = 500;

/** What everybody does, each until told to stop; each rejects when the server is gone. */
export function worksOf(
  { learner, quizTaker, submitter, instructor }: Crew,
  dice: () => number,
): readonly ((stop: AbortSignal) => Promise<void>)[] {
  return [
    (stop) => learner.work(dice, stop),
    (stop) => quizTaker.work(stop),
    (stop) => submitter.work(stop),
    (stop) => instructor.work(stop),
  ];
}

/** Everybody works until told to stop, and begins again after whatever was refused or not answered. */
export async function keepWorking(crew: Crew, dice: () => number, stop: AbortSignal): Promise<void> {
  const all = worksOf(crew, dice).map(async (work) => {
    while (!stop.aborted) await work(stop).catch(() => delay(againMs));
  });
  await Promise.all(all);
}

/** A class that learners can join. */
export interface OpenClass {
  readonly teacher: Person;
  readonly cohort: string;
  /** Lets one more learner in. */
  readonly seat: () => Promise<Person>;
}

/** Lets an administrator in, and an instructor, who opens a class. */
export async function openClass(server: RealServer): Promise<OpenClass> {
  const admin = new Person(server.url);
  const code = await until('the first link', () => /\/\S+#(\S+)/.exec(server.said)?.[1], linkMs);
  const joined = await admin.join(code, 'root');
  if (joined.status !== 201) throw new Error(await joined.text());
  const teacher = await newcomer(admin, 'teacher', 'instructor');
  const day = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();
  const plan = { name: 'Class', timeZone: 'UTC', starts: day(-1), ends: day(30), seats };
  const cohort = (await read(cohortView, teacher.call('POST', '/api/cohorts', plan))).id;
  const newCode = async (): Promise<string> => {
    const wanted = { uses: usesOfCode, days: 30 };
    return (await read(madeInvite, teacher.call('POST', `/api/cohorts/${cohort}/invites`, wanted))).code;
  };
  return { teacher, cohort, seat: seating(server, newCode) };
}

/** Lets everybody in: an administrator, an instructor with a class, a learner in it, and a program that grades. */
export async function seatCrew(server: RealServer): Promise<Crew> {
  const { teacher, cohort, seat } = await openClass(server);
  const learner = await seat();
  const inFlight = new InFlight();
  const wanted = { name: 'grader', scopes: ['jobs:read', 'jobs:write'], days: 30 };
  const { token } = await read(madeToken, teacher.call('POST', '/api/v1/tokens', wanted));
  return {
    inFlight,
    learner: new Learner(learner, inFlight),
    quizTaker: new QuizTaker({ questions: await allQuestions(learner), inFlight, join: seat }),
    submitter: new Submitter(new GradingProgram(server.url, token), inFlight),
    instructor: new Instructor(teacher, cohort, inFlight),
  };
}

/** Brings one learner after the other into the class. */
function seating({ url }: RealServer, newCode: () => Promise<string>): () => Promise<Person> {
  let code: string | undefined;
  let used = 0;
  let count = 0;
  return async () => {
    if (code === undefined || used >= usesOfCode) {
      code = await newCode();
      used = 0;
    }
    used += 1;
    count += 1;
    const person = new Person(url);
    const answer = await person.join(code, `learner${String(count)}`);
    if (answer.status === 201) return person;
    throw new Error(`nobody was let in: ${String(answer.status)} ${await answer.text()}`);
  };
}
