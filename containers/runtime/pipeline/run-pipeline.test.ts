import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi, type Mock } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { ProgressBoard } from '#containers/runtime/pipeline/progress-board.ts';
import { runPipeline } from '#containers/runtime/pipeline/run-pipeline.ts';
import type { PipelineStep, StepContext } from '#containers/runtime/pipeline/step.ts';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'kindlab-pipeline-'));
});
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

function step(
  id: string,
  options: Partial<PipelineStep> = {},
): PipelineStep & { run: Mock<PipelineStep['run']> } {
  const run = vi.fn(options.run ?? (async ({ out }: StepContext) => writeFile(join(out, 'result'), id)));
  return { id, title: id, expectedMs: 10, needs: [], inputs: {}, files: [], ...options, run };
}

async function pipeline(goals: readonly PipelineStep[], signal = new AbortController().signal) {
  const board = new ProgressBoard(() => undefined, 2);
  return runPipeline({ cacheDir, goals, lanes: 2, board, signal });
}

test('runs each step once, after what it needs, and hands it the results', async () => {
  const first = step('first');
  const second = step('second', {
    needs: [first],
    run: async ({ out, resultOf }) =>
      writeFile(join(out, 'result'), await readFile(join(resultOf(first), 'result'))),
  });
  const third = step('third', { needs: [first, second] });
  const result = await pipeline([third, second]);
  expect(await readFile(join(result.resultOf(second), 'result'), 'utf8')).toBe('first');
  expect(first.run).toHaveBeenCalledTimes(1);
  await pipeline([third]);
  expect(third.run).toHaveBeenCalledTimes(1);
});

test('goes on from the last finished step after a failure', async () => {
  const download = step('download');
  const build = step('build', { needs: [download] });
  build.run.mockRejectedValueOnce(new Error('the network went away'));
  await expect(pipeline([build])).rejects.toMatchObject({
    code: 'BUNDLE_STEP',
    message: expect.stringContaining('the network went away') as unknown,
  });
  await pipeline([build]);
  expect(download.run).toHaveBeenCalledTimes(1);
  expect(build.run).toHaveBeenCalledTimes(2);
});

test('a failed step leaves no result, and its scratch folder for the next try', async () => {
  const build = step('build');
  build.run.mockImplementationOnce(async ({ out, scratch }: StepContext) => {
    await writeFile(join(out, 'half'), 'half');
    await writeFile(join(scratch, 'downloaded'), 'all of it');
    throw new Error('killed');
  });
  await expect(pipeline([build])).rejects.toThrow('killed');
  build.run.mockImplementationOnce(async ({ out, scratch }: StepContext) => {
    expect(await readdir(out)).toEqual([]);
    expect(await readdir(scratch)).toEqual(['downloaded']);
  });
  await pipeline([build]);
  expect(await readdir(join(cacheDir, 'scratch'))).toEqual([]);
});

test('what a killed process left half done is swept away and is no result', async () => {
  const only = step('only');
  const { resultOf } = await pipeline([only]);
  const folder = resultOf(only);
  await rm(join(folder, '.done.json'));
  await mkdir(join(cacheDir, 'tmp', 'only-dead'), { recursive: true });
  await pipeline([only]);
  expect(only.run).toHaveBeenCalledTimes(2);
  expect(await readdir(join(cacheDir, 'tmp'))).toEqual([]);
});

test('a changed input, file or need makes a step run again, and nothing else', async () => {
  const file = join(cacheDir, 'recipe');
  await writeFile(file, 'one');
  const make = (inputs: unknown) => {
    const base = step('base', { inputs });
    const side = step('side', { files: [file] });
    return { base, side, top: step('top', { needs: [base, side] }) };
  };
  const first = make(1);
  await pipeline([first.top]);
  const second = make(2);
  await pipeline([second.top]);
  expect([second.base.run, second.side.run, second.top.run].map((run) => run.mock.calls.length)).toEqual([
    1, 0, 1,
  ]);
  await writeFile(file, 'two');
  const third = make(2);
  await pipeline([third.top]);
  expect([third.base.run, third.side.run, third.top.run].map((run) => run.mock.calls.length)).toEqual([
    0, 1, 1,
  ]);
});

test('a result that is no longer there is made again, and only it', async () => {
  const part = step('part');
  const image = step('image', { needs: [part], stillThere: () => Promise.resolve(false) });
  await pipeline([image]);
  await pipeline([image]);
  expect(image.run).toHaveBeenCalledTimes(2);
  expect(part.run).toHaveBeenCalledTimes(1);
});

test('the first failure stops the others', async () => {
  const stopped = vi.fn();
  const slow = step('slow', {
    run: ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped();
          reject(signal.reason as Error);
        });
      }),
  });
  const bad = step('bad', {
    run: async () => {
      await vi.waitFor(() => expect(slow.run).toHaveBeenCalled());
      throw new Fault({ code: 'BUNDLE_DOWNLOAD', message: 'no', hint: 'none' });
    },
  });
  await expect(pipeline([slow, bad])).rejects.toMatchObject({ code: 'BUNDLE_DOWNLOAD' });
  expect(stopped).toHaveBeenCalledOnce();
});

test('an abort rejects with its reason and leaves no result', async () => {
  const controller = new AbortController();
  const slow = step('slow', {
    run: ({ signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      ),
  });
  const running = pipeline([slow], controller.signal);
  await vi.waitFor(() => expect(slow.run).toHaveBeenCalled());
  controller.abort(new Error('the person pressed Ctrl-C'));
  await expect(running).rejects.toThrow('the person pressed Ctrl-C');
  expect(await readdir(join(cacheDir, 'steps')).catch(() => [])).toEqual([]);
});

test('a full disk is said to be one, with the folder', async () => {
  const full = Object.assign(new Error('write failed'), { code: 'ENOSPC' });
  const build = step('build', { run: async () => Promise.reject(new Error('tar failed', { cause: full })) });
  await expect(pipeline([build])).rejects.toMatchObject({
    code: 'DISK_TOO_SMALL',
    message: expect.stringContaining(cacheDir) as unknown,
  });
});

test('a step that needs itself is refused', async () => {
  const needs: PipelineStep[] = [];
  const loop = step('loop', { needs });
  needs.push(loop);
  await expect(pipeline([loop])).rejects.toThrow('needs itself');
});
