import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { incidentLookMs, incidentWatches, lookAtIncident, type IncidentFact } from '../world/incident.ts';

export const healthyUntouched = defineCheck<IncidentFact>({
  id: 'healthy-untouched',
  claim: 'The four ExternalSecrets that were sound are as they were',
  points: 0,
  given: true,
  watches: incidentWatches,
  deadlineMs: incidentLookMs,
  look: lookAtIncident,
  judge: ({ apps, inventoryAt }) => {
    if (inventoryAt === undefined) return noInventory;
    for (const { id, externalSecret, fault } of apps) {
      if (fault !== undefined) continue;
      if (externalSecret === undefined) return replaced(id, 'it is gone');
      if (Date.parse(externalSecret.createdAt) > Date.parse(inventoryAt))
        return replaced(id, 'it was deleted and made again');
      if (externalSecret.generation !== 1) return replaced(id, 'its spec was changed');
    }
    return holds;
  },
});

function replaced(id: string, how: string): Verdict {
  const [namespace = ''] = id.split('/');
  return differs('replaced', {
    saw: `${code(id)} was sound on Monday morning, and ${how}`,
    wanted: 'what works to be left alone',
    next: 'Reset this exercise. While an ExternalSecret is away, its Secret is away too, and the application with it.',
    hints: [
      `\`kubectl get externalsecrets -n ${namespace}\` shows the age of each.`,
      'With `creationPolicy: Owner` Kubernetes removes the Secret together with its ExternalSecret, whatever `deletionPolicy` says.',
      'To make ESO try again, annotate: nothing has to be deleted for that. *Reset exercise* brings Monday morning back.',
    ],
  });
}

const noInventory: Verdict = differs('no-inventory', {
  saw: 'the ConfigMap `inventory` in `incident` is gone',
  wanted: 'the inventory, as it was on Monday morning',
  next: 'Reset this exercise.',
  hints: [
    '`kubectl get configmaps -n incident`',
    'The inventory says which Secrets have to be there, and it is how this check knows when Monday began.',
    'Press *Reset exercise*.',
  ],
});
