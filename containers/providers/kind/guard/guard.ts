import { label } from '#containers/labels.ts';
import type { ExecResult } from '#containers/contract/environment.ts';
import { inContainer } from '../container-exec.ts';
import { ask, isStatus, slowAnswerMs, unless } from '../engine.ts';
import { findEnvironments } from '../find.ts';
import type { KindContext } from '../kind-context.ts';

/** It ends by itself, so that nothing is left of it where no server runs any more. */
const livesSeconds = 15 * 60;
const startTries = 20;
const pauseMs = 200;
const mebibyte = 1024 * 1024;

export interface GuardRequest {
  /** For `sh -c`; `"$@"` are the arguments. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly stdin?: string;
  readonly timeoutMs: number;
}

/** Ours alone: no learner's word ever becomes part of what runs there. */
export function guardName(installation: string): string {
  return `kindlab-guard-${installation}`;
}

/**
 * Runs a script of ours in the guard: one container for each installation that sees the processes, networks and disk of all
 * containers on this engine, as the engine itself does. It is started when it is needed and stands for a quarter of
 * an hour, or until the last environment is gone.
 */
export async function inGuard(
  context: KindContext,
  { script, args = [], stdin, timeoutMs }: GuardRequest,
  signal: AbortSignal,
): Promise<ExecResult> {
  const run = inContainer(context.docker, guardName(context.installation), 'root');
  const command = ['sh', '-c', script, 'guard', ...args];
  const request = { command, timeoutMs, ...(stdin === undefined ? {} : { stdin }) };
  for (let tries = 0; ; tries += 1) {
    try {
      return await run(request, signal);
    } catch (error) {
      // 404: there is none. 409: it has just ended.
      if (!isStatus(error, 404, 409) || tries === startTries) throw error;
      await startGuard(context, signal);
    }
  }
}

/** With nobody's limits left to look after it would only stand about until its time is up. */
export async function endIdleGuard(context: KindContext, signal: AbortSignal): Promise<void> {
  if (context.creating.size > 0 || (await findEnvironments(context, signal)).length > 0) return;
  const guard = context.docker.getContainer(guardName(context.installation));
  const removing = ask('end the guard', signal, () => guard.remove({ force: true }), slowAnswerMs);
  // 404: there is none. 409: it ends at this moment.
  await unless([404, 409], removing);
}

/** Whoever else starts it at the same moment has done the work; one that an engine left behind is started again. */
async function startGuard(context: KindContext, signal: AbortSignal): Promise<void> {
  const { docker, bundle, clock, installation } = context;
  const name = guardName(installation);
  const settings = {
    name,
    Image: bundle.images.node,
    Entrypoint: ['sleep'],
    Cmd: [String(livesSeconds)],
    StopSignal: 'SIGKILL',
    Labels: { [label.guard]: installation },
    HostConfig: {
      Privileged: true,
      PidMode: 'host',
      NetworkMode: 'host',
      AutoRemove: true,
      Memory: 128 * mebibyte,
      MemorySwap: 128 * mebibyte,
      PidsLimit: 128,
      LogConfig: { Type: 'none', Config: {} },
    },
  };
  const making = ask('make the guard', signal, () => docker.createContainer(settings), slowAnswerMs);
  const made = await unless([409], making);
  const container = made ?? docker.getContainer(name);
  const starting = ask('start the guard', signal, (): Promise<unknown> => container.start(), slowAnswerMs);
  await unless([304, 404, 409], starting);
  if (made === undefined) await clock.wait(pauseMs, signal);
}
