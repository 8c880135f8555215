import { makeProbes } from '#checkers/probes/make-probes.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { workspaceProbe } from '#labs/run-in-workspace.ts';
import type { CheckTarget } from './check-runner.ts';

/** The way into one environment, kept over many looks. */
export interface ClusterSession {
  readonly access: EnvironmentAccess;
  readonly probes: Probes;
  /** Aborted when this way in turned out to be of no use any more. */
  readonly stale: AbortController;
}

/** Ways into environments, one for each attempt. */
export class ClusterSessions {
  readonly #sessions = new Map<string, Promise<ClusterSession>>();

  /** The known way in, or a new one. Throws a Fault when the environment can't be reached. */
  get(target: CheckTarget, signal: AbortSignal): Promise<ClusterSession> {
    const known = this.#sessions.get(target.attempt);
    if (known !== undefined) return known;
    const opening = open(target, signal);
    this.#sessions.set(target.attempt, opening);
    opening.catch(() => this.#sessions.delete(target.attempt));
    return opening;
  }

  /** The next look asks anew for the way in. */
  drop(attempt: string): void {
    const session = this.#sessions.get(attempt);
    this.#sessions.delete(attempt);
    session?.then(
      ({ stale }) => stale.abort(),
      // Whoever asked for it has been told.
      () => undefined,
    );
  }
}

async function open({ environment, values }: CheckTarget, signal: AbortSignal): Promise<ClusterSession> {
  const access = await environment.access(signal);
  const probes = { ...makeProbes(access, values), workspace: workspaceProbe(environment, values) };
  return { access, probes, stale: new AbortController() };
}
