import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { submissionLimits } from '#labs/grading/submissions/limits.ts';
import { verifyEvidence } from '#labs/grading/evidence/statement.ts';
import { exerciseReport, labView, problem } from '#site/protocol/api.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { ScriptedSubmissionGrader } from '#site/server/dev/scripted-submission-grader.ts';
import type { GradeRequest, SubmissionGrader } from '#site/server/grading/submission-grader.ts';
import { job, jobPage } from '#site/server/grader-api/messages.ts';
import { GradingProgram, startForGraders, submission } from './grading-program.ts';
import type { TestServer } from './start-test-server.ts';
import { quick } from './counting-shell.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

let server: TestServer;
let program: GradingProgram;

beforeAll(async () => {
  server = await startForGraders();
  program = new GradingProgram(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

async function problemOf(answer: Response): Promise<z.infer<typeof problem>> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const said = problem.parse(await answer.json());
  expect(said.status).toBe(answer.status);
  return said;
}

describe('a submission', () => {
  test('is taken at once, graded in an environment of its own, and its evidence is authentic', async () => {
    const answer = await program.call(
      'POST',
      '/gradings?lab=static-sync&name=ann',
      await submission('lab pass store'),
    );
    expect(answer.status).toBe(202);
    const taken = job.parse(await answer.json());
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${taken.id}`);
    expect(taken).toMatchObject({ kind: 'grade', lab: 'static-sync', name: 'ann', result: null });
    const done = await program.reached(taken.id, 'done');
    expect(done).toMatchObject({ result: { kind: 'graded', points: 10 }, evidence: true, failure: null });

    const pem = await (await program.call('GET', '/evidence-key')).text();
    const evidence = await program.call('GET', `/jobs/${taken.id}/evidence`);
    expect(evidence.headers.get('content-type')).toBe('application/vnd.dsse.envelope+json');
    const text = await evidence.text();
    const found = verifyEvidence(text, createPublicKey(pem));
    if (!found.authentic) throw new Error(found.why);
    expect(found.statement.subject).toEqual([{ name: 'ann', digest: { sha256: done.sha256 } }]);
    expect(found.statement.predicate.verdict).toEqual(done.result);
    const forged = text.replace(/[A-P](?=[A-Za-z]{20})/, 'q');
    expect(verifyEvidence(forged, createPublicKey(pem)).authentic).toBe(false);
  });

  test('that is none is rejected as its own verdict, not as an error', async () => {
    const { id } = await program.grade(Buffer.from('no zip at all'));
    expect(await program.reached(id, 'done')).toMatchObject({
      result: { kind: 'rejected', code: 'archive-invalid' },
      evidence: true,
    });
  });

  test('whose environment breaks is tried again, and in the end says that it is our fault', async () => {
    const { id } = await program.grade(await submission('lab break store'));
    expect(await program.reached(id, 'done')).toMatchObject({ result: { kind: 'broken' } });
  });

  test('sent again with the same key is the same job; with the same key and other bytes it is refused', async () => {
    const headers = { 'idempotency-key': 'one' };
    const archive = await submission('lab pass store');
    const first = await program.grade(archive, 'ann', headers);
    expect((await program.grade(archive, 'ann', headers)).id).toBe(first.id);
    const other = await submission('lab pass all');
    for (const [to, body] of [
      ['/gradings?lab=static-sync&name=ann', other],
      ['/gradings?lab=static-sync&name=bob', archive],
    ] as const) {
      const said = await problemOf(await program.call('POST', to, body, headers));
      expect(said).toMatchObject({ status: 409, detail: expect.stringContaining(first.id) as string });
    }
    const racing = await Promise.all(
      [1, 2, 3].map(() => program.grade(other, 'x', { 'idempotency-key': 'race' })),
    );
    expect(new Set(racing.map(({ id }) => id)).size).toBe(1);
  });
});

describe('a check', () => {
  test('gives the verdict of the lab page about a hosted attempt', async () => {
    const attempt = await readyAttempt(server);
    const { id } = await program.check(attempt);
    const { result } = await program.reached(id, 'done');
    if (result?.kind !== 'checked') throw new Error(JSON.stringify(result));
    expect(result).toMatchObject({ points: 0, of: 70 });
    const shape = exerciseReport.omit({ at: true });
    const outcomes = (report: unknown) => shape.parse(report).checks.map((each) => [each.id, each.outcome]);
    for (const { report } of result.exercises) {
      const to = `/api/attempts/${attempt}/exercises/${report.exercise}/check`;
      const page: unknown = await (await server.call('POST', to)).json();
      expect(outcomes(report)).toEqual(outcomes(page));
    }
    const one = await program.check(attempt, ['store', 'store']);
    expect(one.exercises).toEqual(['store']);
  });

  test('is signed like a grading: whose attempt, what was found, and no value of it', async () => {
    const attempt = await readyAttempt(server);
    const asked = await program.check(attempt, ['store']);
    const done = await program.reached(asked.id, 'done');
    const pem = await (await program.call('GET', '/evidence-key')).text();
    const text = await (await program.call('GET', `/jobs/${asked.id}/evidence`)).text();
    const found = verifyEvidence(text, createPublicKey(pem));
    if (!found.authentic) throw new Error(found.why);
    expect(found.statement).toMatchObject({
      subject: [{ name: `attempt:${attempt}` }],
      predicateType: 'urn:kindlab:check:v1',
      predicate: { attempt: { id: attempt, learner: 'local' }, lab: { id: 'static-sync' } },
    });
    expect(found.statement.predicate.verdict).toEqual(done.result);
    const view = labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json());
    const said = JSON.stringify(found.statement) + JSON.stringify(done);
    const values = Object.values(view.attempt?.values ?? {});
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(said).not.toContain(value);
  });

  test('that has no verdict yet has no evidence', async () => {
    const waiting = await program.check(await readyAttempt(server), ['sync']);
    const none = await problemOf(await program.call('GET', `/jobs/${waiting.id}/evidence`));
    expect(none).toMatchObject({ status: 404, hint: expect.stringContaining('Wait') as string });
    await program.call('POST', `/jobs/${waiting.id}/cancel`);
  });

  test('of what there is not is refused before it is a job', async () => {
    const unknown = await program.call('POST', '/checks', { attempt: 'nothing' });
    expect(await problemOf(unknown)).toMatchObject({ status: 404 });
    const attempt = await readyAttempt(server);
    const odd = await program.call('POST', '/checks', { attempt, exercises: ['nothing'] });
    expect(await problemOf(odd)).toMatchObject({
      status: 404,
      hint: expect.stringContaining('store') as string,
    });
  });
});

describe('jobs', () => {
  test('come page by page, newest first, each once, without their results', async () => {
    await using fresh = await startForGraders();
    const mine = new GradingProgram(fresh.url);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      ids.push((await mine.grade(await submission(name), name)).id);
    await mine.reached(ids[4] ?? '', 'done');
    const seen: string[] = [];
    let cursor = '';
    do {
      const { jobs, next } = await mine.read(jobPage, `/jobs?limit=2${cursor}`);
      seen.push(...jobs.map(({ id }) => id));
      expect(JSON.stringify(jobs)).not.toContain('exercises":[{');
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(seen).toEqual(ids.toReversed());
    expect((await mine.read(jobPage, '/jobs?state=cancelled')).jobs).toEqual([]);
  });

  test('can be cancelled while they wait or run, and not afterwards', async () => {
    // Nothing but the challenge of the sample lab takes time.
    const attempt = await readyAttempt(server);
    const running = await program.check(attempt, ['sync']);
    const cancelled = await program.call('POST', `/jobs/${running.id}/cancel`);
    expect(job.parse(await cancelled.json())).toMatchObject({ state: 'cancelled', result: null });
    const again = await problemOf(await program.call('POST', `/jobs/${running.id}/cancel`));
    expect(again).toMatchObject({ status: 409 });
    expect((await program.read(job, `/jobs/${running.id}`)).state).toBe('cancelled');
  });
});

test('a grading that a server did not finish is begun again by the next, and nothing is left of the first', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-jobs-'));
  const world = new FakeWorld();
  const provider = new FakeProvider({ world, delaysMs: quick });
  const scripted = new ScriptedSubmissionGrader();
  const graded: string[] = [];
  const start = (grade: SubmissionGrader['grade']) =>
    startForGraders({
      dataDir,
      deps: {
        makeProvider: () => provider,
        submissionGrader: {
          platformOf: (bundle) => scripted.platformOf(bundle),
          grade: (request) => {
            graded.push(request.environment.owner.attempt);
            return grade(request);
          },
        },
      },
    });
  const stuck = ({ signal }: GradeRequest) => wait<never>(600_000, undefined, { signal });
  let ids: readonly string[];
  {
    await using first = await start((request) =>
      graded.length === 1 ? scripted.grade(request) : stuck(request),
    );
    const mine = new GradingProgram(first.url);
    const [one, two] = [await mine.grade(await submission('x')), await mine.grade(await submission('y'))];
    ids = [one.id, two.id];
    await mine.reached(one.id, 'done');
    await until('the second', () => (graded.length === 2 ? true : undefined));
  }
  // What a killed server leaves behind.
  const [lab] = sampleCatalog.labs;
  const plan = provider.plan(
    { ...lab!.environment, lab: lab!.id },
    { learner: 'kindlab-grader', attempt: 'dead' },
  );
  for await (const _ of provider.create(plan, AbortSignal.timeout(5000)));
  await using second = await start((request) => scripted.grade(request));
  const mine = new GradingProgram(second.url);
  await mine.reached(ids[1] ?? '', 'done');
  expect(graded).toEqual([ids[0], ids[1], ids[1]]);
  await until('clean-up', () => (world.list().length === 0 ? true : undefined));
  await rm(dataDir, { recursive: true });
});

test.each<[string, string, string, unknown, Record<string, string>, number]>([
  ['no such job', 'GET', '/jobs/nothing', undefined, {}, 404],
  ['no such call', 'GET', '/nothing', undefined, {}, 404],
  ['a cursor of one’s own', 'GET', '/jobs?cursor=YWJj', undefined, {}, 400],
  ['a limit that is none', 'GET', '/jobs?limit=0', undefined, {}, 400],
  ['an unknown parameter', 'GET', '/jobs?who=me', undefined, {}, 400],
  ['no such lab', 'POST', '/gradings?lab=nothing', Buffer.from('x'), {}, 404],
  ['a name for another page', 'POST', '/gradings?lab=static-sync&name=%3Cb%3E', Buffer.from('x'), {}, 400],
  ['a type that is no archive', 'POST', '/gradings?lab=static-sync', {}, {}, 415],
  [
    'a huge archive',
    'POST',
    '/gradings?lab=static-sync',
    Buffer.alloc(submissionLimits.archiveBytes + 1),
    {},
    413,
  ],
  [
    'a key with blanks',
    'POST',
    '/gradings?lab=static-sync',
    Buffer.from('x'),
    { 'idempotency-key': 'a b' },
    400,
  ],
  ['an unknown field', 'POST', '/checks', { attempt: 'a', exercise: 'store' }, {}, 400],
  ['another origin', 'POST', '/checks', { attempt: 'a' }, { origin: 'http://evil.example' }, 403],
])('%s is refused as a problem', async (...[, method, to, body, headers, status]) => {
  const said = await problemOf(await program.call(method, to, body, headers));
  expect(said.status).toBe(status);
  expect(said.hint).not.toBe('');
});
