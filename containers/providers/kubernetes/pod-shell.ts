import { PassThrough } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Shell, ShellRequest } from '#containers/contract/environment.ts';
import { endTab, openLine, planLine, type LineTransport } from '#containers/providers/tmux-line.ts';
import type { Place } from './places.ts';
import { inPod, openExec, type OpenExec } from './pod-exec.ts';

/** Of the protocol of `pods/exec`: a message begins with the number of its stream. */
const streamNumber = { stdin: 0, resize: 4 } as const;

/** Opens a line to a tab's tmux session through the API server. */
export async function openShell(
  config: KubeConfig,
  workspace: Place,
  request: ShellRequest,
  signal: AbortSignal,
): Promise<Shell> {
  const plan = planLine(request);
  const output = new PassThrough();
  // Never ends by itself: keys are sent as messages of their own.
  const stdin = new PassThrough();
  const streams = { stdout: output, stderr: null, stdin, tty: true };
  const command = ['env', ...plan.variables, ...plan.command];
  const exec = await openExec(config, workspace, { command, streams }, signal);
  const runAsLearner = inPod(config, workspace);
  return openLine(plan, { runAsLearner, transport: transportOf(exec, output) }, signal);
}

/** Ends a tab's shell and everything that runs in it. A tab that has none is ended already. */
export async function endShell(
  config: KubeConfig,
  workspace: Place,
  tab: string,
  signal: AbortSignal,
): Promise<void> {
  await endTab(inPod(config, workspace), tab, signal);
}

function transportOf({ socket, ended }: OpenExec, output: PassThrough): LineTransport {
  const send = (stream: number, data: Uint8Array): void => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.of(stream), data]));
  };
  void ended.then(() => output.end());
  return {
    output,
    write: (data) => send(streamNumber.stdin, data),
    resize: ({ cols, rows }) => {
      send(streamNumber.resize, Buffer.from(JSON.stringify({ Width: cols, Height: rows })));
      return Promise.resolve();
    },
    pause: () => {
      output.pause();
      socket.pause();
    },
    resume: () => {
      socket.resume();
      output.resume();
    },
    drop: () => {
      // A line that is held back would never hear the other end close it.
      socket.resume();
      socket.close();
      output.destroy();
    },
  };
}
