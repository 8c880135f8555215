import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { until } from '#tests/server/until.ts';
import { startDeadlineMs } from './subject.ts';

/** Starts a server and waits until it answers; throws with its last words when it ends instead. */
export async function startProgram(
  command: string,
  args: readonly string[],
  url: string,
): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)));
  await once(child, 'spawn');
  await until(
    `an answer from ${command}`,
    async () => {
      if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}: ${said}`);
      return fetch(url, { signal: AbortSignal.timeout(1000) }).then(
        async (answer) => {
          await answer.body?.cancel();
          return true;
        },
        () => undefined,
      );
    },
    startDeadlineMs,
  );
  return child;
}

/** Ends it and waits until it has ended. */
export async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(force);
}
