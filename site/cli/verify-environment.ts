import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { KindProvider } from '#containers/providers/kind/kind-provider.ts';
import { readUsage } from '#containers/providers/kind/usage.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';
import type { Lab } from '#labs/lab.ts';
import type { LabEnvironment } from '#labs/verify/verify-lab.ts';
import { openProvider } from './open-provider.ts';

/** One environment in an installation of its own, so that no server's reaper takes it for an orphan. */
export async function createVerifyEnvironment(lab: Lab, signal: AbortSignal): Promise<LabEnvironment> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-verify-'));
  const provider = await openProvider(dataDir, signal);
  const plan = provider.plan(
    { ...lab.environment, lab: lab.id },
    { learner: 'verify', attempt: path.basename(dataDir) },
  );
  const begun = performance.now();
  const environment = await create(provider, plan, signal);
  return {
    environment,
    readyMs: performance.now() - begun,
    measureMemory: async (until) => (await readUsage(engineClient(process.env), plan, until)).memoryMiB,
    destroy: async () => {
      await provider.destroy(environment.id, AbortSignal.timeout(180_000));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function create(provider: KindProvider, plan: ReturnType<KindProvider['plan']>, signal: AbortSignal) {
  const creation = provider.create(plan, signal);
  let step = await creation.next();
  while (step.done !== true) step = await creation.next();
  return step.value;
}
