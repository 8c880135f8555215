import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { quoteCommand, runCommand } from '#containers/runtime/pipeline/run-command.ts';

const signal = new AbortController().signal;
const timeoutMs = 10_000;

test('answers stdout and shows every line', async () => {
  const lines: string[] = [];
  const output = await runCommand(['sh', '-c', 'echo one; echo two >&2; cat'], {
    signal,
    timeoutMs,
    input: 'three',
    onLine: (line) => lines.push(line),
  });
  expect(output).toBe('one\nthree');
  expect(lines.toSorted()).toEqual(['one', 'three', 'two']);
});

test('a failure names the command, its exit code and the end of its output', async () => {
  await expect(runCommand(['sh', '-c', 'echo why >&2; exit 3'], { signal, timeoutMs })).rejects.toMatchObject(
    {
      code: 'COMMAND_FAILED',
      message: "`sh -c 'echo why >&2; exit 3'` ended with exit code 3.\nwhy",
    },
  );
});

test('a program that is not there is a failure too', async () => {
  await expect(runCommand(['kindlab-no-such-program'], { signal, timeoutMs })).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
    message: expect.stringContaining('could not be started') as unknown,
  });
});

test('a passed deadline stops the command and its children', async () => {
  const started = Date.now();
  await expect(runCommand(['sh', '-c', 'sleep 30 & wait'], { signal, timeoutMs: 200 })).rejects.toMatchObject(
    { code: 'TIMEOUT' },
  );
  expect(Date.now() - started).toBeLessThan(5_000);
});

test('an abort kills the whole group and rejects with its reason', async () => {
  const controller = new AbortController();
  const pids: string[] = [];
  const running = runCommand(['sh', '-c', 'sleep 30 & echo $!; wait'], {
    signal: controller.signal,
    timeoutMs,
    onLine: (line) => {
      pids.push(line);
      controller.abort(new Error('stopped'));
    },
  });
  await expect(running).rejects.toThrow('stopped');
  const child = Number(pids[0]);
  await expect.poll(() => isRunning(child)).toBe(false);
});

test('quotes what a shell would split or expand', () => {
  expect(quoteCommand(['kind', 'create', '--name=a b', "it's", '$HOME'])).toBe(
    `kind create '--name=a b' 'it'\\''s' '$HOME'`,
  );
});

/** Gone, or a zombie that nobody reaps here: either way it does nothing any more. */
function isRunning(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : 'Z';
  return !/(^|\) )Z/.test(stat);
}
