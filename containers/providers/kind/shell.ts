import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { Shell, ShellRequest } from '#containers/contract/environment.ts';
import { endTab, openLine, planLine, type LineTransport } from '#containers/providers/tmux-line.ts';
import { inContainer } from './container-exec.ts';
import { ask } from './engine.ts';
import { learnerUser } from './workspace.ts';

const resizeMs = 10_000;

/** Opens a line to a tab's tmux session through the engine. */
export async function openShell(
  docker: Docker,
  workspace: string,
  request: ShellRequest,
  signal: AbortSignal,
): Promise<Shell> {
  const plan = planLine(request);
  const exec = await ask('prepare a shell', signal, (abortSignal) =>
    docker.getContainer(workspace).exec({
      Cmd: [...plan.command],
      User: learnerUser,
      Env: [...plan.variables],
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    }),
  );
  // No signal for the call itself: it would also cut the line later on.
  const stream = await ask('start a shell', signal, () =>
    exec.start({ hijack: true, stdin: true, Tty: true }),
  );
  const runAsLearner = inContainer(docker, workspace, learnerUser);
  return openLine(plan, { runAsLearner, transport: transportOf(exec, stream) }, signal);
}

/** Ends a tab's shell and everything that runs in it. A tab that has none is ended already. */
export async function endShell(
  docker: Docker,
  workspace: string,
  tab: string,
  signal: AbortSignal,
): Promise<void> {
  await endTab(inContainer(docker, workspace, learnerUser), tab, signal);
}

function transportOf(exec: Docker.Exec, stream: Duplex): LineTransport {
  stream.on('error', ignoreBrokenLine);
  stream.once('end', () => stream.destroy());
  return {
    output: stream,
    write: (data) => {
      if (!stream.destroyed) stream.write(data);
    },
    resize: async ({ cols, rows }) => {
      if (stream.destroyed) return;
      await ask('resize a shell', AbortSignal.timeout(resizeMs), (abortSignal) =>
        exec.resize({ h: rows, w: cols, abortSignal }),
      );
    },
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    drop: () => stream.destroy(),
  };
}

/** A line that breaks is reported once, by its `close`. */
function ignoreBrokenLine(): void {
  return;
}
