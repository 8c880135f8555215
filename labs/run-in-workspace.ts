import type { Environment } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { WorkspaceProbe } from '#checkers/probes/probes.ts';
import { scriptEnvironment } from './exercise-scripts.ts';

/** Scripts of checks, run in the workspace of one attempt as solutions and resets are. */
export function workspaceProbe(
  environment: Pick<Environment, 'exec'>,
  values: Readonly<Record<string, string>>,
): WorkspaceProbe {
  return {
    run: async ({ script, limitMs }, signal) => {
      const env = scriptEnvironment(values);
      const request = { command: ['bash', '-s'], stdin: script, env, timeoutMs: limitMs };
      try {
        return { kind: 'ended', ...(await environment.exec(request, signal)) };
      } catch (error) {
        if (error instanceof Fault && error.code === 'TIMEOUT' && !signal.aborted) return { kind: 'stopped' };
        throw error;
      }
    },
  };
}
