import type { ServerDeps } from '../server-deps.ts';
import { measuredChecks } from './measured-checks.ts';
import { measuredProvider } from './measured-provider.ts';
import type { MetricSet } from './metric-set.ts';
import { tracedChecks } from './traced-checks.ts';
import { tracedProvider } from './traced-provider.ts';

/** The same parts, counting and tracing what goes through them. */
export function measuredDeps(deps: ServerDeps, metrics: MetricSet): ServerDeps {
  return {
    ...deps,
    checkRunner: measuredChecks(tracedChecks(deps.checkRunner), metrics),
    makeProvider: async (bundle) =>
      measuredProvider(tracedProvider(await deps.makeProvider(bundle)), metrics),
  };
}
