import type { Logger } from 'pino';
import { randomId } from '../accounts/random-id.ts';
import type { JobEvent } from '../grader-api/messages.ts';
import { Courier } from '../outbox/courier.ts';
import { originOf, sendSigned, type SignedSendOptions } from '../outbox/send-signed.ts';
import type { WebhookKey } from './webhook-key.ts';
import { findJob, type GradingJob } from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import {
  findWebhook,
  insertDelivery,
  listPendingDeliveries,
  listWebhooks,
  recordDelivery,
  type Delivery,
} from '../state/webhook-rows.ts';

export interface WebhookSenderOptions extends SignedSendOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly key: WebhookKey;
  /** First pause before another try, in milliseconds. */
  readonly retryMs?: number | undefined;
  /** After each try that is written down. */
  readonly tried: (outcome: 'again' | 'given_up' | 'taken') => void;
}

/** Tells webhooks of jobs that have ended, until they answer or are given up on. */
export class WebhookSender {
  readonly #courier: Courier<Delivery>;

  constructor(options: WebhookSenderOptions) {
    const { db, log, key, retryMs, tried } = options;
    this.#courier = new Courier<Delivery>({
      part: 'webhooks',
      log,
      retryMs,
      tried,
      pending: () => listPendingDeliveries(db),
      to: async ({ webhook }) => originOf(await findWebhook(db, webhook)),
      record: ({ id }, end) => recordDelivery(db, { id, ...end }),
      post: async ({ id, webhook: to, job: of }, signal) => {
        const webhook = await findWebhook(db, to);
        const job = await findJob(db, { id: of });
        if (webhook === undefined || job === undefined) return undefined;
        const secrets = [await key.secretOf(webhook.id)];
        return sendSigned(options, {
          id,
          url: webhook.url,
          secrets,
          body: JSON.stringify(eventOf(job)),
          signal,
        });
      },
    });
  }

  /** Notes, with the end of a job, who is to be told; also a server that is killed right after will tell them. */
  async note(tx: Database, { id: job, owner }: GradingJob, createdAt: Date): Promise<void> {
    for (const { id: webhook } of await listWebhooks(tx, owner))
      await insertDelivery(tx, { id: `msg_${randomId()}`, webhook, job, createdAt });
  }

  /** There may be somebody to tell. */
  wake(): void {
    this.#courier.wake();
  }

  stop(): Promise<void> {
    return this.#courier.stop();
  }
}

function eventOf({ id, request, state, lab, endedAt, createdAt }: GradingJob): JobEvent {
  const timestamp = (endedAt ?? createdAt).toISOString();
  return { type: 'job.ended', timestamp, data: { job: id, kind: request.kind, state, lab } };
}
