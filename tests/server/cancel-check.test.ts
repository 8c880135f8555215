import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { exerciseReport } from '#site/protocol/api.ts';
import type {
  CheckRunner,
  CheckTarget,
  ExerciseRun,
  FullRunRequest,
} from '#site/server/checks/check-runner.ts';
import { ScriptedCheckRunner } from '#site/server/dev/scripted-check-runner.ts';
import { GradingProgram, startForGraders } from './grading-program.ts';
import type { TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

/** A full run that has said its first word and waits for a value to arrive, until it is let go or stopped. */
class SlowRunner extends ScriptedCheckRunner implements CheckRunner {
  readonly runs: { readonly signal: AbortSignal; readonly letGo: () => void }[] = [];

  override async runFull(target: CheckTarget, request: FullRunRequest): Promise<ExerciseRun> {
    const [run] = (await this.runLive(target, request.signal)).filter(
      ({ report }) => report.exercise === request.exercise.id,
    );
    if (run === undefined) throw new Error(request.exercise.id);
    const full = { ...run, report: { ...run.report, mode: 'full' as const } };
    request.onReport(full.report);
    const { promise, resolve } = Promise.withResolvers<'let go'>();
    this.runs.push({ signal: request.signal, letGo: () => resolve('let go') });
    await Promise.race([promise, wait(600_000, undefined, { signal: request.signal, ref: false })]);
    return full;
  }
}

const runner = new SlowRunner();
let server: TestServer;
let program: GradingProgram;
let attempt: string;

beforeAll(async () => {
  server = await startForGraders({ deps: { checkRunner: runner } });
  program = new GradingProgram(server.url);
  attempt = await readyAttempt(server);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  runner.runs.length = 0;
});

const begun = (count: number) => until(`run ${String(count)}`, () => runner.runs[count - 1], 30_000);

test('the run of a check that is cancelled is stopped, and the next check has one of its own', async () => {
  const first = await program.check(attempt, ['store']);
  const run = await begun(1);
  await program.call('POST', `/jobs/${first.id}/cancel`);
  await until('its end', () => run.signal.aborted || undefined, 30_000);

  const second = await program.check(attempt, ['store']);
  const next = await begun(2);
  expect(next.signal.aborted).toBe(false);
  next.letGo();
  await program.reached(second.id, 'done');
});

test('a run that its learner waits for, too, goes on', async () => {
  const cancelled = await program.check(attempt, ['sync']);
  const run = await begun(1);
  const pressed = await server.call('POST', `/api/attempts/${attempt}/exercises/sync/check`);
  expect(exerciseReport.parse(await pressed.json()).exercise).toBe('sync');
  await program.call('POST', `/jobs/${cancelled.id}/cancel`);
  await program.reached(cancelled.id, 'cancelled');

  // Joined, not begun anew: and it ends as if nobody had been cancelled.
  const joined = await program.check(attempt, ['sync']);
  await program.reached(joined.id, 'running');
  expect(run.signal.aborted).toBe(false);
  run.letGo();
  await program.reached(joined.id, 'done');
  expect(runner.runs.length).toBe(1);
});
