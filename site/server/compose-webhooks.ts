import { WebhookKey } from './grading/webhook-key.ts';
import type { MetricSet } from './operations/metric-set.ts';
import type { CheckedOptions } from './server-options.ts';

/** What all webhooks have in common: the key of their secrets, and where they may be. */
export interface WebhookGround {
  readonly key: WebhookKey;
  /** Origins that the operator lets this server speak to. */
  readonly allowed: readonly string[];
  /** Whether an address is of one of them. */
  readonly isAllowed: (url: string) => boolean;
  /** After each try that is written down. */
  readonly tried: (outcome: 'again' | 'given_up' | 'taken') => void;
}

export function composeWebhooks(
  { dataDir, webhookOrigins }: CheckedOptions,
  { webhookTries }: Pick<MetricSet, 'webhookTries'>,
): WebhookGround {
  const origins = new Set(webhookOrigins.map((each) => new URL(each).origin));
  return {
    key: new WebhookKey(dataDir),
    allowed: [...origins],
    isAllowed: (url) => origins.has(new URL(url).origin),
    tried: (outcome) => webhookTries.inc({ outcome }),
  };
}
