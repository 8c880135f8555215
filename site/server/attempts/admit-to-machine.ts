import os from 'node:os';
import type { EnvironmentProvider, EnvironmentSpec } from '#containers/contract/environment.ts';
import { Fault, faultCodes } from '#containers/contract/fault.ts';
import { defaultQuotaRules, requireRoom } from '#containers/sessions/quota.ts';

const bytesPerMiB = 1024 * 1024;

/** Throws a Fault that says what is missing when this machine can't run one environment more right now. */
export async function admitToMachine(
  provider: EnvironmentProvider,
  spec: EnvironmentSpec,
  signal: AbortSignal,
): Promise<void> {
  await requireNoObstacle(provider, spec, signal);
  const environments = await provider.list(signal);
  const availableMiB = os.freemem() / bytesPerMiB;
  // How many attempts a learner may have is counted where attempts are known; this is about the machine.
  const rules = { ...defaultQuotaRules, perLearner: Number.POSITIVE_INFINITY };
  requireRoom({ learner: '', startState: spec.startState, environments, availableMiB }, rules);
}

/** Throws the first thing that keeps the provider from making environments at all. */
export async function requireNoObstacle(
  provider: EnvironmentProvider,
  _spec: EnvironmentSpec,
  signal: AbortSignal,
): Promise<void> {
  const [obstacle] = await provider.preflight(signal);
  if (obstacle === undefined) return;
  const code = faultCodes.find((known) => known === obstacle.code) ?? 'ENVIRONMENT_CREATE';
  throw new Fault({ code, message: obstacle.what, hint: obstacle.fix });
}
