import type { ServerDeps } from '../server-deps.ts';
import { measuredChecks } from './measured-checks.ts';
import { measuredProvider } from './measured-provider.ts';
import type { MetricSet } from './metric-set.ts';

/** The same parts, counting what goes through them. */
export function measuredDeps(deps: ServerDeps, metrics: MetricSet): ServerDeps {
  return {
    ...deps,
    checkRunner: measuredChecks(deps.checkRunner, metrics),
    makeProvider: async (bundle) => measuredProvider(await deps.makeProvider(bundle), metrics),
  };
}
