import { madeInvite } from '#site/protocol/accounts.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import { handQueue, helpView, type HelpView, type QueuedHand } from '#site/protocol/help.ts';
import { newcomer, Person, read, startWithAdmin } from './people.ts';
import { readEvents, type Events } from './read-events.ts';
import type { TestServer, TestServerOptions } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

/** A learner at work, with the lab page open. */
export interface Seated extends Disposable {
  readonly person: Person;
  readonly attempt: string;
  readonly page: Events;
  help(): HelpView | undefined;
}

/** A server with a cohort and its teacher. */
export class ClassRoom implements AsyncDisposable {
  readonly server: TestServer;
  readonly admin: Person;
  readonly teacher: Person;
  readonly cohort: string;

  private constructor(parts: Pick<ClassRoom, 'admin' | 'cohort' | 'server' | 'teacher'>) {
    this.server = parts.server;
    this.admin = parts.admin;
    this.teacher = parts.teacher;
    this.cohort = parts.cohort;
  }

  static async open(given: TestServerOptions = {}, more: object = {}): Promise<ClassRoom> {
    const { server, admin } = await startWithAdmin(given);
    const teacher = await newcomer(admin, 'teacher', 'instructor');
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const plan = { name: 'Class', timeZone: 'UTC', starts: day(-1), ends: day(1), seats: 20, ...more };
    const cohort = (await read(cohortView, teacher.call('POST', '/api/cohorts', plan))).id;
    return new ClassRoom({ server, admin, teacher, cohort });
  }

  path(to: string): string {
    return `/api/cohorts/${this.cohort}/${to}`;
  }

  async learner(name: string): Promise<Person> {
    const made = await read(madeInvite, this.teacher.call('POST', this.path('invites'), {}));
    const person = new Person(this.server.url);
    const answer = await person.join(made.code, name);
    if (answer.status !== 201) throw new Error(await answer.text());
    return person;
  }

  /** A new learner of the class, with a lab that is ready and its page open. */
  async seat(name: string): Promise<Seated> {
    const person = await this.learner(name);
    const attempt = await readyAttempt(person);
    return sit(person, attempt);
  }

  async queue(person = this.teacher): Promise<readonly QueuedHand[]> {
    using room = await readEvents(person, this.path('room/events'));
    const [first] = await until('the queue', () =>
      room.of('hands').length > 0 ? room.of('hands') : undefined,
    );
    return handQueue.parse(first).hands;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

/** Opens the page of an attempt. */
export async function sit(person: Person, attempt: string): Promise<Seated> {
  const page = await readEvents(person, `/api/attempts/${attempt}/events`);
  const help = (): HelpView | undefined => {
    const last = page.of('help').at(-1);
    return last === undefined ? undefined : helpView.parse(last);
  };
  return { person, attempt, page, help, [Symbol.dispose]: () => page[Symbol.dispose]() };
}
