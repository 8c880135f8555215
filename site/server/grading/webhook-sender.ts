import pLimit from 'p-limit';
import pRetry, { AbortError } from 'p-retry';
import type { Logger } from 'pino';
import { Webhook as Signer } from 'standardwebhooks';
import { randomId } from '../accounts/random-id.ts';
import type { DeliveryTry, JobEvent } from '../grader-api/messages.ts';
import { reportTrouble } from '../incident.ts';
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
import type { WebhookKey } from './webhook-key.ts';

export interface WebhookSenderOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly key: WebhookKey;
  /** Whether the operator lets this server speak to an address. */
  readonly isAllowed: (url: string) => boolean;
  /** First pause before another try, in milliseconds. */
  readonly retryMs?: number | undefined;
  /** After each try that is written down. */
  readonly tried: (outcome: 'again' | 'given_up' | 'taken') => void;
}

/** With the pauses between them: eight to fifteen hours in all. */
const mostTries = 8;
const firstPauseMs = 5000;
const pauseFactor = 4;
const answerMs = 10_000;
const atOnce = 4;

/** Tells webhooks of jobs that have ended, signed as Standard Webhooks says, until they answer or are given up on. */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;
  readonly #limit = pLimit(atOnce);
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  /** Notes, with the end of a job, who is to be told; also a server that is killed right after will tell them. */
  async note(tx: Database, { id: job, owner }: GradingJob, createdAt: Date): Promise<void> {
    for (const { id: webhook } of await listWebhooks(tx, owner))
      await insertDelivery(tx, { id: `msg_${randomId()}`, webhook, job, createdAt });
  }

  /** There may be somebody to tell. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#looking = this.#looking
      .then(async () => {
        for (const delivery of await listPendingDeliveries(this.#options.db)) this.#begin(delivery);
      })
      .catch((error: unknown) => this.#complain(error));
  }

  async stop(): Promise<void> {
    this.#stop.abort(new DOMException('The server stops', 'AbortError'));
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  #begin(delivery: Delivery): void {
    if (this.#underWay.has(delivery.id) || this.#stop.signal.aborted) return;
    const whole = this.#deliver(delivery)
      .catch((error: unknown) => this.#complain(error))
      .finally(() => this.#underWay.delete(delivery.id));
    this.#underWay.set(delivery.id, whole);
  }

  /** Every try is written down before the next; those of a server before this one count. */
  async #deliver({ id, webhook: to, job: of, tries: before }: Delivery): Promise<void> {
    const { db, retryMs = firstPauseMs, tried } = this.#options;
    const webhook = await findWebhook(db, to);
    const job = await findJob(db, { id: of });
    if (webhook === undefined || job === undefined) return;
    const message = JSON.stringify(eventOf(job));
    const tries: DeliveryTry[] = [...before];
    const retries = Math.max(0, mostTries - 1 - before.length);
    const attempt = async (): Promise<void> => {
      const made = await this.#limit(() => this.#post(id, webhook, message));
      this.#stop.signal.throwIfAborted();
      tries.push(made);
      const isTaken = made.status !== null && made.status >= 200 && made.status < 300;
      // 410 is how a receiver says that it wants no more of this.
      const isUnwanted = made.status === 410 || !this.#options.isAllowed(webhook.url);
      const isOver = isTaken || isUnwanted || tries.length >= mostTries;
      await recordDelivery(db, { id, tries, state: isTaken ? 'delivered' : isOver ? 'failed' : 'pending' });
      tried(isTaken ? 'taken' : isOver ? 'given_up' : 'again');
      if (isOver && !isTaken) throw new AbortError('given up');
      if (!isTaken) throw new Error('not taken');
    };
    await pRetry(attempt, {
      retries,
      minTimeout: retryMs,
      factor: pauseFactor,
      randomize: true,
      signal: this.#stop.signal,
    }).catch((error: unknown) => {
      // What became of it is in the log of deliveries.
      if (!(error instanceof AbortError) && !['given up', 'not taken'].includes(messageOf(error)))
        throw error;
    });
  }

  async #post(
    id: string,
    { id: webhook, url }: { readonly id: string; readonly url: string },
    message: string,
  ): Promise<DeliveryTry> {
    const { now, key, isAllowed } = this.#options;
    const at = now();
    const begun = performance.now();
    const result = (status: number | null, error: string | null): DeliveryTry => ({
      at: at.toISOString(),
      ms: Math.round(performance.now() - begun),
      status,
      error,
    });
    if (!isAllowed(url)) return result(null, 'The operator does not allow this address any more.');
    try {
      const answer = await fetch(url, {
        method: 'POST',
        // An allowed address could lead on to one that is not.
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'kindlab-webhook',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Signer(await key.secretOf(webhook)).sign(id, at, message),
        },
        body: message,
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(answerMs)]),
      });
      // Nothing that is answered is read, so that nothing of it can be shown.
      await answer.body?.cancel();
      return result(answer.status, null);
    } catch (error) {
      return result(null, reasonOf(error));
    }
  }

  #complain(error: unknown): void {
    if (!this.#stop.signal.aborted) reportTrouble(this.#options.log, error, { part: 'webhooks' });
  }
}

function eventOf({ id, request, state, lab, endedAt, createdAt }: GradingJob): JobEvent {
  const timestamp = (endedAt ?? createdAt).toISOString();
  return { type: 'job.ended', timestamp, data: { job: id, kind: request.kind, state, lab } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why there was no answer, such as ECONNREFUSED. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'No answer within ten seconds.';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? messageOf(error);
}
