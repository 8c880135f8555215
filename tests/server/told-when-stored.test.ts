import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { exerciseReport, labView } from '#site/protocol/api.ts';
import type { CheckTarget, ExerciseRun, FullRunRequest } from '#site/server/checks/check-runner.ts';
import { ScriptedCheckRunner } from '#site/server/dev/scripted-check-runner.ts';
import { startTestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

/** Sees that an exercise is done, a while before its run is over. */
class EarlyRunner extends ScriptedCheckRunner {
  override async runFull(target: CheckTarget, request: FullRunRequest): Promise<ExerciseRun> {
    await this.runLive(target, request.signal);
    this.set('passed', request.exercise.id, target.attempt);
    const run = await super.runFull(target, request);
    await wait(1000);
    return run;
  }
}

test('whoever hears of a pass finds it stored', async () => {
  await using server = await startTestServer({ deps: { checkRunner: new EarlyRunner() } });
  const attempt = await readyAttempt(server);
  const answer = await server.call('POST', `/api/attempts/${attempt}/exercises/store/check`);
  expect(exerciseReport.parse(await answer.json()).passed).toBe(true);
  const view = labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json());
  expect(view.attempt?.exercises.find(({ id }) => id === 'store')?.state).toBe('done');
});
