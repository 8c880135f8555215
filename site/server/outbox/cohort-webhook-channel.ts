import type { Logger } from 'pino';
import type { Catalog } from '#labs/lab.ts';
import type { CohortEvent } from '#site/protocol/cohort-webhooks.ts';
import { randomId } from '../accounts/random-id.ts';
import type { WebhookKey } from '../grading/webhook-key.ts';
import { keyOf, readGradebook } from '../marks/gradebook.ts';
import { findAccount } from '../state/account-rows.ts';
import { appendAuditEvent } from '../state/audit-rows.ts';
import { findCohort } from '../state/cohort-rows.ts';
import {
  findCohortWebhook,
  listCohortWebhooks,
  noteFailing,
  switchOff,
  type CohortWebhook,
} from '../state/cohort-webhook-rows.ts';
import type { Database } from '../state/open-database.ts';
import {
  insertLetter,
  listPendingLetters,
  recordLetter,
  scheduleLetter,
  type Letter,
} from '../state/outbox-rows.ts';
import { eventOf, kindOf } from './cohort-event.ts';
import { Courier, type CourierOptions, type Outcome } from './courier.ts';
import type { Happening } from './happening.ts';
import type { Channel } from './outbox.ts';
import { originOf, sendSigned, type SignedSendOptions } from './send-signed.ts';
import { beginTry } from './timed-send.ts';
import { signingSecrets } from './webhook-secrets.ts';

export interface CohortWebhookChannelOptions extends SignedSendOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly catalog: Catalog;
  readonly key: WebhookKey;
  readonly retryMs?: number | undefined;
  readonly tried: NonNullable<CourierOptions<Letter>['tried']>;
}

type End = Parameters<CourierOptions<Letter>['record']>[1];

/** One that has taken nothing for so long is switched off as soon as a message is given up on. */
const patienceMs = 3 * 24 * 3_600_000;

/** Tells the webhooks of a cohort what happens in it. */
export class CohortWebhookChannel implements Channel {
  readonly #options: CohortWebhookChannelOptions;
  readonly #courier: Courier<Letter>;

  constructor(options: CohortWebhookChannelOptions) {
    this.#options = options;
    const { db, log, retryMs, tried } = options;
    this.#courier = new Courier<Letter>({
      part: 'cohort webhooks',
      log,
      retryMs,
      tried,
      pending: () => listPendingLetters(db, 'webhook'),
      to: async ({ receiver }) => originOf(await findCohortWebhook(db, receiver)),
      post: (letter, signal) => this.#post(letter, signal),
      record: async (letter, end) => {
        await recordLetter(db, { id: letter.id, ...end });
        await this.#judge(letter.receiver, end);
      },
      scheduled: ({ id }, at) => scheduleLetter(db, id, at),
    });
  }

  async note(tx: Database, happening: Happening): Promise<void> {
    const { cohort, learner } = happening;
    if (cohort === undefined || happening.kind === 'answered') return;
    const kind = kindOf(happening);
    const webhooks = (await listCohortWebhooks(tx, cohort)).filter(
      ({ events, off }) => off === undefined && events.includes(kind),
    );
    if (webhooks.length === 0) return;
    const name = (await findAccount(tx, learner))?.name ?? '';
    const pointsOf = (exercise: string): Promise<number> =>
      this.#pointsOf(tx, { cohort, learner, lab: happening.lab, exercise });
    const body = await eventOf(happening, { cohort, name, pointsOf });
    for (const webhook of webhooks) await this.write(tx, webhook, { body, learner, at: happening.at });
  }

  /** Notes one message; without a learner it is about nobody. */
  async write(
    tx: Database,
    { id: receiver, cohort }: CohortWebhook,
    { body, learner = '', at }: { readonly body: CohortEvent; readonly learner?: string; readonly at: Date },
  ): Promise<void> {
    const letter = { id: `msg_${randomId()}`, channel: 'webhook' as const, receiver, cohort };
    await insertLetter(tx, { ...letter, learner, body, createdAt: at });
  }

  wake(): void {
    this.#courier.wake();
  }

  stop(): Promise<void> {
    return this.#courier.stop();
  }

  async #post({ id, receiver, body }: Letter, signal: AbortSignal): Promise<Outcome | undefined> {
    const { db, key, now } = this.#options;
    const webhook = await findCohortWebhook(db, receiver);
    if (webhook === undefined) return undefined;
    const at = now();
    if (webhook.off !== undefined)
      return { made: beginTry(at)(null, 'The webhook is switched off.'), isFinal: true };
    const secrets = await signingSecrets(key, webhook, at);
    return sendSigned(this.#options, { id, url: webhook.url, secrets, body: JSON.stringify(body), signal });
  }

  /** Notes how it fares, and switches it off where nobody has listened for days, or wants no more. */
  async #judge(id: string, { tries, state }: End): Promise<void> {
    const { db, now } = this.#options;
    const last = tries.at(-1);
    if (state === 'delivered') return noteFailing(db, id, undefined);
    // What was not sent says nothing about whoever would have heard it.
    if (last === undefined || (last.status === null && state === 'failed' && tries.length === 1)) return;
    await noteFailing(db, id, new Date(last.at));
    if (state !== 'failed') return;
    const webhook = await findCohortWebhook(db, id);
    const since = webhook?.failingSince;
    if (webhook === undefined || since === undefined) return;
    if (last.status === 410) await this.#switchOff(webhook, 'It answered 410: it wants no more.');
    else if (now().getTime() - since.getTime() >= patienceMs)
      await this.#switchOff(webhook, `It has taken nothing since ${since.toISOString().slice(0, 16)}Z.`);
  }

  async #switchOff({ id, cohort, url }: CohortWebhook, why: string): Promise<void> {
    const { db, now } = this.#options;
    if (!(await switchOff(db, id, { at: now(), why }))) return;
    await appendAuditEvent(db, {
      at: now(),
      actor: 'kindlab',
      actorName: 'this server',
      action: 'cohort.webhook-off',
      cohort,
      target: id,
      allowed: true,
      details: { url, why },
      address: '',
    });
  }

  /** As the gradebook has it now, within the transaction that changed it. */
  async #pointsOf(
    tx: Database,
    about: Readonly<Record<'cohort' | 'exercise' | 'lab' | 'learner', string>>,
  ): Promise<number> {
    const cohort = await findCohort(tx, about.cohort);
    if (cohort === undefined) return 0;
    const book = await readGradebook({ db: tx, catalog: this.#options.catalog }, cohort, about.learner);
    return book.learners[0]?.marks[keyOf(about)]?.points ?? 0;
  }
}
