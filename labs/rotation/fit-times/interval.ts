import { defineCheck } from '#checkers/define-check.ts';
import { parseDuration } from '#checkers/objects/duration.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { lookAtRequest, requestWatches, type RequestFact } from '#labs/dynamic-credentials/world/request.ts';

const shortestMs = 60_000;

function hints(which: string, field: string): Hints {
  return [
    '`kubectl get externalsecret shop-db -n shop -o yaml` shows how often ESO asks, and whom.',
    which,
    `\`kubectl patch externalsecret shop-db -n shop --type merge -p '{"spec":${field}}'\``,
  ];
}

export const interval = defineCheck<RequestFact>({
  id: 'interval',
  claim: 'ESO fetches the next login when the last one has a third of its life left, or more',
  points: 2,
  needs: ['token-outlives'],
  watches: requestWatches,
  pollMs: 5000,
  look: lookAtRequest,
  judge: ({ request, loginTtlS }) => {
    const half = `${String(Math.round(loginTtlS / 2))}s`;
    const set = hints(
      'The fields are `refreshPolicy` and `refreshInterval`. Half of a login’s life is a good measure.',
      `{"refreshPolicy":"Periodic","refreshInterval":"${half}"}`,
    );
    const [first, ...more] = request?.generators ?? [];
    if (request === undefined || first?.kind !== 'VaultDynamicSecret' || more.length > 0) {
      return differs('other-source', {
        saw:
          request === undefined
            ? 'there is no ExternalSecret `shop-db` in `shop`'
            : `it takes its values from ${codes(
                request.generators.map(({ kind }) => kind),
                'no generator',
              )}`,
        wanted: 'the ExternalSecret of the start, with the generator `VaultDynamicSecret shop-db`',
        next: 'Reset this exercise to get it back.',
        hints: hints(
          'At the start it took everything from one VaultDynamicSecret.',
          '{"dataFrom":[{"sourceRef":{"generatorRef":{"apiVersion":"generators.external-secrets.io/v1alpha1","kind":"VaultDynamicSecret","name":"shop-db"}}}]}',
        ),
      });
    }
    const everyMs = parseDuration(request.refreshInterval) ?? 0;
    if (request.refreshPolicy !== 'Periodic' || everyMs <= 0) {
      return differs('never', {
        saw: `with \`refreshPolicy: ${request.refreshPolicy}\` and \`refreshInterval: ${request.refreshInterval}\` there is no next login`,
        wanted: 'a new login again and again',
        next: 'A login that ends has to be followed by another.',
        hints: set,
      });
    }
    if (everyMs > (loginTtlS * 1000 * 2) / 3) {
      return differs('too-slow', {
        saw: `ESO fetches a login every ${code(request.refreshInterval)}, and each lives ${String(loginTtlS)} seconds`,
        wanted: `at most every ${String(Math.floor((loginTtlS * 2) / 3))} seconds: two thirds of a login’s life`,
        next: 'What is left of the old login’s life has to be enough for delivery and rollout.',
        hints: set,
      });
    }
    if (everyMs >= shortestMs) return holds;
    return differs('too-fast', {
      saw: `ESO fetches a login every ${code(request.refreshInterval)}`,
      wanted: 'at least a minute between two of them',
      next: 'Each login means one more database user and one more rollout. Half of a login’s life is often enough.',
      hints: set,
    });
  },
});
