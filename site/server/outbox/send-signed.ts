import { Webhook as Signer } from 'standardwebhooks';
import { beginTry, timedSend } from './timed-send.ts';
import type { Outcome } from './courier.ts';

export interface SignedSendOptions {
  readonly now: () => Date;
  /** Whether the operator lets this server speak to an address. */
  readonly isAllowed: (url: string) => boolean;
}

export interface SignedMessage {
  readonly id: string;
  readonly url: string;
  /** What it is signed with; two while one takes the other's place. */
  readonly secrets: readonly string[];
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Whose machine a webhook is on: webhooks of one machine answer together or not at all. */
export function originOf(webhook: { readonly url: string } | undefined): string | undefined {
  return webhook && new URL(webhook.url).origin;
}

/** Tells a webhook something, signed as Standard Webhooks says, where the operator allows its address. */
export async function sendSigned(
  { now, isAllowed }: SignedSendOptions,
  { id, url, secrets, body, signal }: SignedMessage,
): Promise<Outcome> {
  const at = now();
  if (!isAllowed(url)) {
    const made = beginTry(at)(null, 'The operator does not allow this address any more.');
    return { made, isFinal: true };
  }
  const made = await timedSend({
    url,
    at,
    signal,
    init: {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'kindlab-webhook',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, at, body)).join(' '),
      },
      body,
    },
  });
  // 410 is how a receiver says that it wants no more of this.
  return { made, isFinal: made.status === 410 };
}
