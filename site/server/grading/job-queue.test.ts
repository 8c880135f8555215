import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { until } from '#tests/server/until.ts';
import { countOpenJobs, findJob, insertJob, type GradingJob } from '../state/job-rows.ts';
import { openDatabase, type Database } from '../state/open-database.ts';
import { JobQueue, type JobOutcome, type JobQueueOptions, type Lane } from './job-queue.ts';

const done: JobOutcome = { result: { kind: 'broken', why: 'a test' } };

function sampleJob(id: string, owner = 'ann'): Parameters<typeof insertJob>[1] {
  return {
    id,
    owner,
    lab: 'x',
    request: { kind: 'grade', name: id, packed: 'zip' },
    requestHash: id,
    idempotencyKey: undefined,
    archive: Buffer.from(id),
    createdAt: new Date(),
  };
}

/** `ended`: where the ids of jobs go, once their end is committed and every connection sees it. */
function makeQueue({
  lane,
  ended,
  ...more
}: Pick<JobQueueOptions, 'changed' | 'db'> & { readonly lane: Lane; readonly ended: string[] }): JobQueue {
  return new JobQueue({
    ...more,
    log: pino({ level: 'silent' }),
    now: () => new Date(),
    lanes: { check: lane, grade: lane },
    onEnd: () => Promise.resolve(),
    ended: ({ job }) => void ended.push(job.id),
  });
}

describe.each(databaseKinds())('the queue of jobs in $name', ({ open }) => {
  let opened: TestDatabase;
  let db: Database;
  const begun: string[] = [];
  const ended: string[] = [];
  const queues: JobQueue[] = [];

  beforeAll(async () => {
    opened = await open();
    ({ db } = opened);
  });
  afterAll(() => opened[Symbol.asyncDispose]());
  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.stop()));
    await db.deleteFrom('grading_jobs').execute();
    begun.length = 0;
    ended.length = 0;
  });

  async function ask(id: string, owner = 'ann'): Promise<void> {
    await insertJob(db, sampleJob(id, owner));
  }

  function queue(run: Lane['run'], most = 1, changed = () => Promise.resolve()): JobQueue {
    const lane: Lane = {
      most,
      run: (job, signal) => {
        begun.push(job.id);
        return run(job, signal);
      },
    };
    const made = makeQueue({ db, lane, ended, changed });
    queues.push(made);
    return made;
  }

  const stateOf = async (id: string): Promise<GradingJob['state'] | undefined> =>
    (await findJob(db, { id }))?.state;
  const all = (count: number) => until(`${count} ends`, () => (ended.length === count ? true : undefined));
  const never: Lane['run'] = (_, signal) => wait(60_000, done, { signal });

  test('says whenever another job may wait or run, also before it works anything off', async () => {
    const seen: string[] = [];
    const changed = async (): Promise<void> => {
      const rows = await countOpenJobs(db);
      seen.push(
        rows
          .map(({ kind, state, jobs }) => `${String(jobs)} ${kind} ${state}`)
          .toSorted()
          .join(),
      );
    };
    for (const id of ['a', 'b', 'c']) await ask(id);
    const made = queue(never, 1, changed);
    made.wake();
    await until('the waiting', () => (seen.at(-1) === '3 grade queued' ? true : undefined), 30_000);
    await made.start();
    await until(
      'one to run',
      () => (seen.at(-1) === '1 grade running,2 grade queued' ? true : undefined),
      30_000,
    );
    const waiting = await findJob(db, { id: 'c' });
    expect(waiting && (await made.cancel(waiting))).toBe(true);
    await until(
      'one less',
      () => (seen.at(-1) === '1 grade queued,1 grade running' ? true : undefined),
      30_000,
    );
  });

  test('owners have their turns, however much one of them has sent', async () => {
    for (const id of ['a1', 'a2', 'a3', 'a4']) await ask(id, 'ann');
    for (const id of ['b1', 'b2']) await ask(id, 'bob');
    await ask('c1', 'cleo');
    await queue(() => Promise.resolve(done)).start();
    await all(7);
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  test('so many run at a time and no more', async () => {
    for (const id of ['1', '2', '3', '4', '5']) await ask(id);
    let running = 0;
    let most = 0;
    const run: Lane['run'] = async () => {
      most = Math.max(most, (running += 1));
      await wait(20);
      running -= 1;
      return done;
    };
    await queue(run, 2).start();
    await all(5);
    expect(most).toBe(2);
  });

  test('what was under way at a stop is begun again, and what had ended never is', async () => {
    for (const id of ['1', '2', '3']) await ask(id);
    const first = queue((job, signal) => (job.id === '2' ? never(job, signal) : Promise.resolve(done)));
    await first.start();
    await until('the second', () => (begun.includes('2') ? true : undefined));
    await first.stop();
    expect(await Promise.all(['1', '2', '3'].map(stateOf))).toEqual(['done', 'running', 'queued']);
    await queue(() => Promise.resolve(done)).start();
    await all(3);
    expect(begun).toEqual(['1', '2', '2', '3']);
    expect(ended).toEqual(['1', '2', '3']);
    expect(await Promise.all(['1', '2', '3'].map(stateOf))).toEqual(['done', 'done', 'done']);
  });

  test('a job that waits or runs is cancelled once, and hears of it', async () => {
    for (const id of ['1', '2']) await ask(id);
    let heard = false;
    const work = queue(async (job, signal) => {
      signal.addEventListener('abort', () => (heard = true));
      return never(job, signal);
    });
    await work.start();
    await until('the first', () => (begun.length === 1 ? true : undefined));
    const [one, two] = await Promise.all(['1', '2'].map((id) => findJob(db, { id })));
    expect([await work.cancel(two!), await work.cancel(one!), await work.cancel(one!)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(heard).toBe(true);
    expect(ended).toEqual(['2', '1']);
    expect(begun).toEqual(['1']);
    expect(await Promise.all(['1', '2'].map(stateOf))).toEqual(['cancelled', 'cancelled']);
  });

  test('a result that comes after a cancel does not count', async () => {
    await ask('1');
    const late = Promise.withResolvers<JobOutcome>();
    const work = queue(() => late.promise);
    await work.start();
    await until('the first', () => (begun.length === 1 ? true : undefined));
    const job = await findJob(db, { id: '1' });
    await work.cancel(job!);
    late.resolve(done);
    await work.stop();
    expect(await findJob(db, { id: '1' })).toMatchObject({ state: 'cancelled', result: undefined });
    expect(ended).toEqual(['1']);
  });

  test('what fails says why and what to do, and keeps nothing of the upload', async () => {
    await ask('1');
    const fault = new Fault({ code: 'NOT_FOUND', message: 'It is gone.', hint: 'Start again.' });
    await queue(() => Promise.reject(fault)).start();
    await all(1);
    expect(await findJob(db, { id: '1' })).toMatchObject({
      state: 'failed',
      failure: { code: 'NOT_FOUND', detail: 'It is gone.', hint: 'Start again.' },
    });
    const { archive } = await db.selectFrom('grading_jobs').select('archive').executeTakeFirstOrThrow();
    expect(archive).toBeNull();
  });
});

describe.each(databaseKinds().filter(({ name }) => name === 'PostgreSQL'))(
  'while $name is away',
  ({ openEmpty }) => {
    test('jobs that end are ended when it is back, and the next ones begin', async () => {
      await using server = await openEmpty();
      const db = await openDatabase({ dataDir: '/nowhere', databaseUrl: server.url });
      const gate = Promise.withResolvers<JobOutcome>();
      const ended: string[] = [];
      const lane: Lane = { most: 1, run: () => gate.promise };
      const queue = makeQueue({ db, lane, ended });
      for (const id of ['one', 'two']) await insertJob(db, sampleJob(id));
      await queue.start();
      await until(
        'the first to run',
        async () => (await findJob(db, { id: 'one' }))?.state === 'running' || undefined,
      );
      await server.restart(async () => {
        gate.resolve(done);
        // So that its end is tried while there is nobody to write it.
        await wait(200);
      });
      await until('both ends', () => ended.length === 2 || undefined, 60_000);
      expect(ended).toEqual(['one', 'two']);
      await queue.stop();
      await db.destroy();
    });
  },
);
