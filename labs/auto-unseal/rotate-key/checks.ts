import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { podWatches, pollMs } from '../world/names.ts';
import { judgeRestart, restartB, type RestartFact } from '../world/restart.ts';
import { lookAtTransit, type TransitFact } from '../world/seal-token.ts';

const keyRotated = defineCheck<TransitFact>({
  id: 'key-rotated',
  claim: 'The key `autounseal` has a second version',
  points: 1,
  needs: ['transit-key'],
  watches: [],
  pollMs,
  look: lookAtTransit,
  judge: ({ key }) => {
    if ((key?.latestVersion ?? 0) > 1) return holds;
    return differs('first-version', {
      saw: 'the key still has its first version only',
      wanted: 'version 2 or later',
      next: 'Rotate it on A. Old versions stay, so that what they encrypted can be read.',
      hints: [
        '`vault read transit/keys/autounseal` shows `latest_version`.',
        'Rotating adds a version. A new key under the same name would be another key, and B lost.',
        '`vault write -f transit/keys/autounseal/rotate`',
      ],
    });
  },
});

const unsealsAfterRotation = defineCheck<RestartFact>({
  id: 'unseals-after-rotation',
  claim: 'With the new version B still unseals itself',
  points: 2,
  needs: ['key-rotated', 'seal-token', 'engines'],
  challenge: true,
  doing: 'B to come back with the rotated key: its pod was deleted',
  deadlineMs: 110_000,
  watches: podWatches,
  look: restartB,
  judge: judgeRestart,
});

export const checks: readonly Check[] = [keyRotated, unsealsAfterRotation];
