import { Hono } from 'hono';
import {
  cohortWebhookChange,
  newCohortWebhook,
  type CohortWebhooks,
} from '#site/protocol/cohort-webhooks.ts';
import type { Audited, StaffCall } from '../accounts/audited.ts';
import { randomId } from '../accounts/random-id.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { WebhookGround } from '../compose-webhooks.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import type { CohortWebhookChannel } from '../outbox/cohort-webhook-channel.ts';
import { isSafeAddress } from '../outbox/safe-address.ts';
import { secretOf } from '../outbox/webhook-secrets.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import {
  deleteCohortWebhook,
  findCohortWebhook,
  insertCohortWebhook,
  listCohortWebhooks,
  saveCohortWebhook,
  type CohortWebhook,
} from '../state/cohort-webhook-rows.ts';
import type { Database } from '../state/open-database.ts';
import { deleteLettersTo, findLetter, listLetters, renewLetter } from '../state/outbox-rows.ts';
import { getCohort, teachersOnly } from './cohort-routes.ts';
import { toldView, webhookView } from './cohort-webhook-views.ts';

export interface CohortWebhookRoutesOptions extends Pick<WebhookGround, 'allowed' | 'isAllowed' | 'key'> {
  readonly db: Database;
  readonly now: () => Date;
  readonly cohorts: CohortDesk;
  readonly audited: Audited;
  readonly channel: CohortWebhookChannel;
}

const base = '/api/cohorts/:id/webhooks';
const one = `${base}/:hook`;
const mostWebhooks = 10;
const mostShown = 50;

/** Who is told what happens in a cohort, and what they were told. */
export function cohortWebhookRoutes(options: CohortWebhookRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  addAll(app, options);
  addOne(app, options);
  addMessages(app, options);
  return app;
}

function addAll(app: Routes, options: CohortWebhookRoutesOptions): void {
  const { db, now, cohorts, audited, key } = options;
  const may = teachersOnly(cohorts);
  app.get(
    base,
    audited({
      action: 'cohort.webhooks',
      may,
      run: async ({ c, param }) => c.json(await readWebhooks(options, param('id'))),
    }),
  );
  app.post(
    base,
    audited({
      action: 'cohort.make-webhook',
      may,
      run: async ({ c, viewer, param, note }) => {
        const { url, events } = await readJson(c, newCohortWebhook);
        note({ details: { url, events } });
        const { id: cohort } = await getCohort(db, param('id'));
        refuseAddress(options, url);
        if ((await listCohortWebhooks(db, cohort)).length >= mostWebhooks) throw tooMany();
        const webhook: CohortWebhook = {
          id: randomId(),
          cohort,
          url,
          events,
          secret: 1,
          rotatedAt: undefined,
          failingSince: undefined,
          off: undefined,
          createdBy: viewer.id,
          createdAt: now(),
        };
        await insertCohortWebhook(db, webhook);
        note({ target: webhook.id });
        return c.json({ id: webhook.id, secret: await secretOf(key, webhook) }, 201);
      },
    }),
  );
}

function addOne(app: Routes, options: CohortWebhookRoutesOptions): void {
  const { db, now, cohorts, audited, key } = options;
  const may = teachersOnly(cohorts);
  app.post(
    one,
    audited({
      action: 'cohort.change-webhook',
      may,
      run: async (call) => {
        const { on, ...change } = await readJson(call.c, cohortWebhookChange);
        call.note({ details: { ...change, ...(on === undefined ? {} : { on }) } });
        const webhook = await getWebhook(db, call);
        if (change.url !== undefined) refuseAddress(options, change.url);
        const { url = webhook.url, events = webhook.events } = change;
        // Elsewhere, or switched on by hand, it begins anew.
        const anew = on === true || url !== webhook.url ? { off: undefined, failingSince: undefined } : {};
        await saveCohortWebhook(db, { ...webhook, url, events, ...anew });
        return call.c.body(null, 204);
      },
    }),
  );
  app.delete(
    one,
    audited({
      action: 'cohort.remove-webhook',
      may,
      run: async (call) => {
        const { id, url } = await getWebhook(db, call);
        call.note({ details: { url } });
        await deleteCohortWebhook(db, id);
        await deleteLettersTo(db, 'webhook', id);
        return call.c.body(null, 204);
      },
    }),
  );
  app.post(
    `${one}/secret`,
    audited({
      action: 'cohort.rotate-webhook-secret',
      may,
      run: async (call) => {
        const webhook = await getWebhook(db, call);
        const rotated = { ...webhook, secret: webhook.secret + 1, rotatedAt: now() };
        await saveCohortWebhook(db, rotated);
        return call.c.json({ id: webhook.id, secret: await secretOf(key, rotated) });
      },
    }),
  );
}

function addMessages(app: Routes, options: CohortWebhookRoutesOptions): void {
  const { db, now, cohorts, audited, channel } = options;
  const may = teachersOnly(cohorts);
  app.post(
    `${one}/test`,
    audited({
      action: 'cohort.test-webhook',
      may,
      run: async (call) => {
        const webhook = await getOn(db, call);
        const at = now();
        const data = { cohort: webhook.cohort, by: call.viewer.name };
        await channel.write(db, webhook, { body: { type: 'test', timestamp: at.toISOString(), data }, at });
        channel.wake();
        return call.c.body(null, 202);
      },
    }),
  );
  app.post(
    `${one}/messages/:message/replay`,
    audited({
      action: 'cohort.replay-webhook',
      may,
      run: async (call) => {
        call.note({ details: { message: call.param('message') } });
        const webhook = await getOn(db, call);
        const letter = await findLetter(db, call.param('message'));
        if (letter?.channel !== 'webhook' || letter.receiver !== webhook.id) throw noSuchMessage();
        await renewLetter(db, letter);
        channel.wake();
        return call.c.body(null, 202);
      },
    }),
  );
}

async function readWebhooks(
  { db, now, allowed }: CohortWebhookRoutesOptions,
  cohort: string,
): Promise<CohortWebhooks> {
  const webhooks = await listCohortWebhooks(db, cohort);
  const receivers = webhooks.map(({ id }) => id);
  const names = new Map((await listMembers(db, cohort)).map(({ account, name }) => [account, name]));
  const letters = await listLetters(db, { channel: 'webhook', receivers }, mostShown);
  return {
    allowed: [...allowed],
    webhooks: webhooks.map((webhook) => webhookView(webhook, now())),
    told: letters.map((letter) => toldView(letter, names)),
  };
}

/** Throws a RequestFault 404. */
async function getWebhook(db: Database, { param, note }: StaffCall): Promise<CohortWebhook> {
  note({ target: param('hook') });
  const webhook = await findCohortWebhook(db, param('hook'));
  if (webhook?.cohort === param('id')) return webhook;
  throw new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'The cohort has no such webhook.',
    hint: 'Reload the page to see those there are.',
  });
}

/** Throws a RequestFault 409 where it is switched off. */
async function getOn(db: Database, call: StaffCall): Promise<CohortWebhook> {
  const webhook = await getWebhook(db, call);
  if (webhook.off === undefined) return webhook;
  throw new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: 'The webhook is switched off, so nothing is sent to it.',
    hint: 'Switch it on again first.',
  });
}

/** Throws a RequestFault for an address that may not be told anything. */
function refuseAddress({ isAllowed }: CohortWebhookRoutesOptions, url: string): void {
  if (!isSafeAddress(url))
    throw new RequestFault(400, {
      code: 'PROTOCOL',
      message: `${url} has no HTTPS: names and marks would be on the network for everybody to read.`,
      hint: 'Without it only on this very machine, as for a try.',
    });
  const { origin } = new URL(url);
  if (!isAllowed(url))
    throw new RequestFault(403, {
      code: 'NOT_ALLOWED',
      message: `This server may not speak to ${origin}.`,
      hint: `Whoever operates it can allow that: \`--webhook-origin ${origin}\`.`,
    });
}

function tooMany(): RequestFault {
  return new RequestFault(409, {
    code: 'QUOTA',
    message: `The cohort has ${mostWebhooks} webhooks, as many as may be.`,
    hint: 'Remove one first.',
  });
}

function noSuchMessage(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'The webhook was told no such message.',
    hint: 'Reload the page to see what it was told.',
  });
}
