import type { Logger } from 'pino';
import type { Catalog } from '#labs/lab.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import type { Audited } from './accounts/audited.ts';
import type { CohortDesk } from './cohorts/cohort-desk.ts';
import type { WebhookGround } from './compose-webhooks.ts';
import type { Routes } from './http/app.ts';
import { CohortWebhookChannel } from './outbox/cohort-webhook-channel.ts';
import type { Outbox } from './outbox/outbox.ts';
import { cohortWebhookRoutes } from './routes/cohort-webhook-routes.ts';
import { xapiRoutes } from './routes/xapi-routes.ts';
import type { Database } from './state/open-database.ts';
import { XapiChannel, type RecordStore } from './xapi/xapi-channel.ts';

export interface HooksGround {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly catalog: Catalog;
  readonly cohorts: CohortDesk;
  readonly audited: Audited;
  readonly outbox: Outbox;
  readonly webhooks: WebhookGround;
  readonly xapi: RecordStore | undefined;
  readonly quizzes: readonly Quiz[];
  /** The address of this server. */
  readonly origin: () => string;
  readonly retryMs: number | undefined;
}

/** Everything about programs and record stores that are told what happens in a cohort. */
export function composeHooks(ground: HooksGround): readonly Routes[] {
  const channel = new CohortWebhookChannel({ ...ground, ...ground.webhooks });
  ground.outbox.add(channel);
  const { xapi: store } = ground;
  const statements =
    store === undefined ? undefined : new XapiChannel({ ...ground, store, key: ground.webhooks.key });
  if (statements !== undefined) ground.outbox.add(statements);
  return [
    cohortWebhookRoutes({ ...ground, ...ground.webhooks, channel }),
    xapiRoutes({ ...ground, store, channel: statements }),
  ];
}
