import { randomId } from '../accounts/random-id.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { WebhookKey } from '../grading/webhook-key.ts';
import type { Database } from '../state/open-database.ts';
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listDeliveries,
  listWebhooks,
  type Webhook,
} from '../state/webhook-rows.ts';
import { apiCall, type ApiCall, type CallInHand } from './api-call.ts';
import { deliveryPage, madeWebhook, newWebhook, page, webhookList } from './messages.ts';
import { pageOf, pageStart } from './views.ts';

export interface WebhookCallsOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly key: WebhookKey;
  /** Whether the operator lets this server speak to an address. */
  readonly isAllowed: (url: string) => boolean;
}

type Asked = Pick<CallInHand<unknown, unknown>, 'param' | 'viewer'>;

const mostWebhooks = 10;

/** Who is told when a job has ended. */
export function webhookCalls(options: WebhookCallsOptions): readonly ApiCall[] {
  const { db } = options;
  const own = async ({ viewer, param }: Asked): Promise<Webhook> => {
    const found = await findWebhook(db, param('id'));
    if (found === undefined || found.owner !== viewer.id) throw noSuchWebhook();
    return found;
  };
  return [makeCall(options), ...knownCalls(options, own)];
}

function makeCall({ db, now, key, isAllowed }: WebhookCallsOptions): ApiCall {
  return apiCall(
    {
      id: 'createWebhook',
      method: 'post',
      path: '/api/v1/webhooks',
      summary: 'Have an address told of each of your jobs that ends',
      needs: 'jobs:write',
      body: newWebhook,
      answers: { 201: { description: 'The webhook, with its secret', schema: madeWebhook } },
      problems: [409, 413, 415],
      audit: 'webhook.make',
    },
    async ({ c, viewer, body, note }) => {
      note({ details: { url: body.url } });
      if (!isAllowed(body.url)) throw notAllowed(new URL(body.url).origin);
      if ((await listWebhooks(db, viewer.id)).length >= mostWebhooks) throw tooMany();
      const webhook: Webhook = { id: randomId(), owner: viewer.id, url: body.url, createdAt: now() };
      await insertWebhook(db, webhook);
      note({ target: webhook.id });
      return c.json({ ...webhookView(webhook), secret: await key.secretOf(webhook.id) }, 201);
    },
  );
}

function knownCalls(
  { db }: WebhookCallsOptions,
  own: (asked: Asked) => Promise<Webhook>,
): readonly ApiCall[] {
  return [
    apiCall(
      {
        id: 'listWebhooks',
        method: 'get',
        path: '/api/v1/webhooks',
        summary: 'Your webhooks',
        needs: 'jobs:read',
        answers: { 200: { description: 'All of them', schema: webhookList } },
      },
      async ({ c, viewer }) => c.json({ webhooks: (await listWebhooks(db, viewer.id)).map(webhookView) }),
    ),
    apiCall(
      {
        id: 'deleteWebhook',
        method: 'delete',
        path: '/api/v1/webhooks/{id}',
        summary: 'Tell an address nothing any more; its log goes, too',
        needs: 'jobs:write',
        answers: { 204: { description: 'It is gone' } },
        problems: [404],
        audit: 'webhook.remove',
      },
      async (call) => {
        call.note({ target: call.param('id') });
        await deleteWebhook(db, (await own(call)).id);
        return call.c.body(null, 204);
      },
    ),
    apiCall(
      {
        id: 'listDeliveries',
        method: 'get',
        path: '/api/v1/webhooks/{id}/deliveries',
        summary: 'What a webhook was told, with every try; newest first',
        needs: 'jobs:read',
        query: page,
        answers: { 200: { description: 'A page of the log', schema: deliveryPage } },
        problems: [404],
      },
      async (call) => {
        const { id: webhook } = await own(call);
        const listed = await listDeliveries(db, { webhook, ...pageStart(call.query) });
        const { rows, next } = pageOf(listed, call.query);
        const deliveries = rows.map(({ id, job, state, tries, createdAt }) => ({
          id,
          job,
          state,
          createdAt: createdAt.toISOString(),
          tries,
        }));
        return call.c.json({ deliveries, next });
      },
    ),
  ];
}

function webhookView({ id, url, createdAt }: Webhook) {
  return { id, url, createdAt: createdAt.toISOString() };
}

function notAllowed(origin: string): RequestFault {
  return new RequestFault(403, {
    code: 'NOT_ALLOWED',
    message: `This server may not speak to ${origin}.`,
    hint: `Whoever operates it can allow that: \`--webhook-origin ${origin}\`.`,
  });
}

function tooMany(): RequestFault {
  return new RequestFault(409, {
    code: 'QUOTA',
    message: `You have ${mostWebhooks} webhooks, as many as may be.`,
    hint: 'Remove one first.',
  });
}

function noSuchWebhook(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'You have no such webhook.',
    hint: '`GET /api/v1/webhooks` lists yours.',
  });
}
