import { defineCheck } from '#checkers/define-check.ts';
import { holds, settling } from '#checkers/outcome.ts';
import { lookAtReloader, type ReloaderFact } from '../world/reloader.ts';

export const reloaderReady = defineCheck<ReloaderFact>({
  id: 'reloader-ready',
  claim: 'The reloader is ready: it has read what there is',
  points: 1,
  needs: ['reloader-may'],
  watches: [{ apiVersion: 'apps/v1', plural: 'deployments' }],
  look: lookAtReloader,
  judge: ({ reloader }) => {
    const { wanted = 0, ready = 0, generation = 0 } = reloader ?? {};
    if (wanted > 0 && ready >= wanted) return holds;
    return settling('not-ready', {
      waitingFor: 'the reloader to be ready',
      untilMs: 40_000,
      episode: String(generation),
      overdue: {
        saw: `${String(ready)} of ${String(wanted)} pods of the reloader are ready`,
        wanted: 'one that is',
        next: 'Its log says what it waits for. What it may not read, it waits for without end.',
        hints: [
          '`kubectl get pods -n reloader` shows whether it runs, `kubectl logs -n reloader deploy/reloader` what it says.',
          'Look at `replicas`, at the `readinessProbe` (`/readyz` at port 8081) and at the service account.',
          '`kubectl scale deployment reloader -n reloader --replicas=1`, or apply the manifest of this exercise again',
        ],
      },
    });
  },
});
