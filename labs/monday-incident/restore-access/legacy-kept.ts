import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import {
  incidentLookMs,
  incidentWatches,
  lookAtIncident,
  type AppFact,
  type IncidentFact,
} from '../world/incident.ts';
import { names } from '../world/names.ts';

export const legacyKept = defineCheck<IncidentFact>({
  id: 'legacy-kept',
  claim: 'No old Secret went before its replacement was there',
  points: 0,
  given: true,
  watches: incidentWatches,
  deadlineMs: incidentLookMs,
  look: lookAtIncident,
  judge: ({ apps }) => {
    const early = apps.find((app) => app.legacy.given && !app.legacy.there && !isReplaced(app));
    if (early === undefined) return holds;
    const [namespace = '', name = ''] = early.id.split('/');
    return differs('too-early', {
      saw: `${code(`${namespace}/${name}-legacy`)} is gone, and ${code(`${name}-credentials`)} isn’t complete yet`,
      wanted: 'the last copy of a password to stay until its replacement is there',
      next: 'Repair this ExternalSecret first of all. Outside of a lab you would now look for a backup.',
      hints: [
        `\`kubectl get secrets -n ${namespace}\` shows what this application has left.`,
        'An old Secret is a way back for as long as the new one isn’t proven.',
        'Press *Reset exercise* to get the old Secret back.',
      ],
    });
  },
});

/** A Secret that ESO owns, with all that the inventory wants of it. */
function isReplaced({ secret, externalSecret }: AppFact): boolean {
  return (
    secret?.owner !== undefined &&
    secret.owner.uid === externalSecret?.uid &&
    names.keys.every((key) => key in secret.digests)
  );
}
