import type { CohortWebhooks, ToldView } from '#site/protocol/cohort-webhooks.ts';
import { nothing, request } from '../http/request.ts';
import { h, type Child } from '../ui/h.ts';
import { busyButton } from './busy-button.ts';
import { outcomeOf } from './outcome-of.ts';
import { sentTable } from './sent-table.ts';
import { sayWallTime } from './wall-time.ts';
import { t } from './words.ts';

const sendMs = 30_000;

/** Every message with what became of it, newest first, and a button to send it once more. */
export function webhookLog(
  path: string,
  { told, webhooks }: CohortWebhooks,
  { timeZone, again }: { readonly timeZone: string; readonly again: () => Promise<void> },
): HTMLElement {
  if (told.length === 0) return h('p', {}, t('Nothing happened yet that it could be told of.'));
  // One address need not be said in each line.
  const several = webhooks.length > 1;
  const known = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
  const replay = async ({ id, webhook }: ToldView): Promise<void> => {
    const to = `${path}/webhooks/${encodeURIComponent(webhook)}/messages/${encodeURIComponent(id)}/replay`;
    await request({ method: 'POST', path: to, schema: nothing, signal: AbortSignal.timeout(sendMs) });
    await again();
  };
  return sentTable({
    caption: t('What webhooks were told, newest first'),
    titles: [
      t('When'),
      t('What'),
      t('Who'),
      ...(several ? [t('Address')] : []),
      t('What became of it'),
      t('Once more'),
    ],
    rows: told.map((message): readonly Child[] => [
      sayWallTime(message.createdAt, timeZone),
      message.event,
      message.learner ?? t('nobody'),
      ...(several ? [known.get(message.webhook)?.url ?? ''] : []),
      outcomeOf(message, timeZone),
      message.state !== 'pending' &&
        known.get(message.webhook)?.off === null &&
        busyButton(t('Replay'), () => replay(message)),
    ]),
  });
}
