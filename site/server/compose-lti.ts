import type { Audited } from './accounts/audited.ts';
import type { AccountsGround } from './compose-accounts.ts';
import type { Routes } from './http/app.ts';
import { ArrivalDesk } from './lti/arrival-desk.ts';
import { KeyRing } from './lti/key-ring.ts';
import { LaunchDesk } from './lti/launch-desk.ts';
import { PickingDesk } from './lti/picking-desk.ts';
import { PlatformClient } from './lti/platform-client.ts';
import { ScoreChannel } from './lti/score-channel.ts';
import { ltiRoutes } from './routes/lti-routes.ts';
import { ltiStaffRoutes } from './routes/lti-staff-routes.ts';
import type { SessionRoutesOptions } from './routes/session-routes.ts';

export interface LtiGround extends AccountsGround {
  readonly ways: SessionRoutesOptions;
  readonly audited: Audited;
  readonly dataDir: string;
  readonly retryMs: number | undefined;
}

/** Everything about learning platforms that launch us. */
export function composeLti(ground: LtiGround): readonly Routes[] {
  const { db, now, dataDir, ways, outbox, address } = ground;
  const keys = new KeyRing(dataDir, now);
  const client = new PlatformClient(keys, now);
  const scores = new ScoreChannel({ ...ground, client });
  outbox.add(scores);
  const launches = new LaunchDesk(db, now);
  const arrivals = new ArrivalDesk(ground);
  const pickings = new PickingDesk({ ...ground, keys });
  return [
    ltiRoutes({ ...ways, ...ground, launches, arrivals, pickings, keys }),
    ltiStaffRoutes({ ...ground, client, scores, origin: () => address().shown }),
  ];
}
