import { z } from 'zod';
import type { CohortWebhookView, ToldView } from '#site/protocol/cohort-webhooks.ts';
import { oldSecretUntil } from '../outbox/webhook-secrets.ts';
import type { CohortWebhook } from '../state/cohort-webhook-rows.ts';
import type { Letter } from '../state/outbox-rows.ts';

const bodyShape = z.object({ type: z.string() });

export function webhookView(webhook: CohortWebhook, now: Date): CohortWebhookView {
  const { id, url, events, createdAt, failingSince, off } = webhook;
  return {
    id,
    url,
    events: [...events],
    createdAt: createdAt.toISOString(),
    oldSecretUntil: oldSecretUntil(webhook, now)?.toISOString() ?? null,
    failingSince: failingSince?.toISOString() ?? null,
    off: off === undefined ? null : { at: off.at.toISOString(), why: off.why },
  };
}

/** `names`: what accounts of the cohort are called. */
export function toldView(letter: Letter, names: ReadonlyMap<string, string>): ToldView {
  const { id, receiver, learner, body, state, createdAt, tries, nextAt } = letter;
  return {
    id,
    webhook: receiver,
    event: bodyShape.parse(body).type,
    learner: learner === '' ? null : (names.get(learner) ?? 'somebody who left'),
    state,
    createdAt: createdAt.toISOString(),
    tries: [...tries],
    nextAt: nextAt?.toISOString() ?? null,
  };
}
