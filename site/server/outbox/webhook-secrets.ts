import type { WebhookKey } from '../grading/webhook-key.ts';
import type { CohortWebhook } from '../state/cohort-webhook-rows.ts';

const overlapMs = 24 * 3_600_000;

/** Until when the secret before the present one signs, too; `undefined`: it does not. */
export function oldSecretUntil({ rotatedAt }: CohortWebhook, now: Date): Date | undefined {
  if (rotatedAt === undefined) return undefined;
  const until = new Date(rotatedAt.getTime() + overlapMs);
  return until > now ? until : undefined;
}

/** The present secret of a cohort's webhook. */
export function secretOf(key: WebhookKey, { id, secret }: CohortWebhook): Promise<string> {
  return key.secretOf(`${id} ${secret}`);
}

/** Everything that its messages are signed with now. */
export async function signingSecrets(
  key: WebhookKey,
  webhook: CohortWebhook,
  now: Date,
): Promise<readonly string[]> {
  const own = await secretOf(key, webhook);
  if (oldSecretUntil(webhook, now) === undefined) return [own];
  return [own, await secretOf(key, { ...webhook, secret: webhook.secret - 1 })];
}
