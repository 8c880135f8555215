import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

export interface BatchCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Gets every line that it says. */
  readonly print: (line: string) => void;
}

export interface Kill {
  /** As soon as so many submissions have a result … */
  readonly afterResults: number;
  /** … and so long into the next one, in milliseconds. */
  readonly laterMs: number;
}

export interface BatchRun {
  /** Names of submissions in the order in which this process said that they are done. */
  readonly told: readonly string[];
  /** Absent when it was killed. */
  readonly exitCode?: number;
  readonly ms: number;
}

/** A line of `kindlab grade`: `[8 of 40, about 3 m left] ann: 34 of 34 points in 168 s`. */
const progress = /^\[(?<done>\d+) of \d+[^\]]*\] (?<name>[^:]+): /;
/** For a batch that is stopped to destroy its environments. */
const stopMs = 180_000;

/** Runs a batch to its end, or kills it with SIGKILL in the middle. */
export async function runBatch(
  { program, args, print }: BatchCommand,
  kill: Kill | undefined,
  signal: AbortSignal,
): Promise<BatchRun> {
  const begun = performance.now();
  const child = execa(program, args, {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: stopMs,
  });
  const told: string[] = [];
  const ended = new AbortController();
  let killing: Promise<void> | undefined;
  for await (const line of createInterface({ input: child.stderr })) {
    print(line);
    const { done, name } = progress.exec(line)?.groups ?? {};
    if (name === undefined) continue;
    told.push(name);
    if (kill !== undefined && Number(done) >= kill.afterResults)
      killing ??= delay(kill.laterMs, undefined, { signal: ended.signal }).then(
        () => void child.kill('SIGKILL'),
        () => undefined,
      );
  }
  const { exitCode } = await child;
  ended.abort();
  await killing;
  signal.throwIfAborted();
  return { told, ...(exitCode === undefined ? {} : { exitCode }), ms: performance.now() - begun };
}
