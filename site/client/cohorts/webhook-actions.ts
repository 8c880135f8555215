import {
  cohortEventKind,
  webhookSecret,
  type CohortEventKind,
  type CohortWebhookView,
} from '#site/protocol/cohort-webhooks.ts';
import { nothing, request } from '../http/request.ts';
import { confirm, type Question } from '../ui/confirm.ts';
import { form, tick } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { busyButton } from './busy-button.ts';
import { t } from './words.ts';

const sendMs = 30_000;

/** What a page calls them. */
export const eventNames: Readonly<Record<CohortEventKind, string>> = {
  'lab.begun': t('labs that are begun'),
  'exercise.checked': t('every press on Check'),
  'exercise.passed': t('passed exercises'),
  'mark.changed': t('changed marks'),
  'hand.raised': t('raised hands'),
};

/** A box for each kind of event. */
export function eventTicks(chosen: readonly CohortEventKind[]): HTMLElement {
  return h(
    'fieldset',
    { class: 'kl-fieldset' },
    h('legend', {}, t('Told of')),
    cohortEventKind.options.map((kind) => tick(kind, eventNames[kind], chosen.includes(kind))),
  );
}

export function tickedEvents(values: (name: string) => string): readonly CohortEventKind[] {
  return cohortEventKind.options.filter((kind) => values(kind) !== '');
}

export interface AfterAction {
  /** Fills the card anew. */
  readonly again: () => Promise<void>;
  readonly show: (secret: string) => void;
}

/** What can be done with one webhook; `path` is its own. */
export function webhookActions(
  path: string,
  webhook: CohortWebhookView,
  { again, show }: AfterAction,
): HTMLElement {
  const send = async (method: 'DELETE' | 'POST', to: string, body?: unknown): Promise<void> => {
    const signal = AbortSignal.timeout(sendMs);
    await request({ method, path: to, schema: nothing, signal, ...(body === undefined ? {} : { body }) });
    await again();
  };
  const asked = (question: Question, run: () => Promise<void>) => async (): Promise<void> => {
    if ((await confirm(question)).yes) await run();
  };
  const rotate = async (): Promise<void> => {
    const signal = AbortSignal.timeout(sendMs);
    const made = await request({ method: 'POST', path: `${path}/secret`, schema: webhookSecret, signal });
    await again();
    show(made.secret);
  };
  const remove = asked(
    {
      title: t('Remove the webhook?'),
      body: [
        h(
          'p',
          {},
          t('{{url}} is told nothing more. The log of what it was told goes, too.', { url: webhook.url }),
        ),
      ],
      yes: t('Remove'),
      no: t('Keep'),
      danger: true,
    },
    () => send('DELETE', path),
  );
  const wantsSecret = {
    title: t('Make a new secret?'),
    body: [
      h('p', {}, t('Messages are signed with both for a day, so that you can put the new one in place.')),
    ],
    yes: t('Make it'),
  };
  return h(
    'div',
    { class: 'cohort-result' },
    h(
      'div',
      { class: 'cohort-actions' },
      webhook.off === null
        ? busyButton(t('Send a test'), () => send('POST', `${path}/test`))
        : busyButton(t('Switch it on again'), () => send('POST', path, { on: true }), true),
      busyButton(t('New secret'), asked(wantsSecret, rotate)),
      busyButton(t('Remove'), remove),
    ),
    changeForm(webhook, (events) => send('POST', path, { events })),
  );
}

function changeForm(
  { events }: CohortWebhookView,
  send: (events: readonly CohortEventKind[]) => Promise<void>,
): HTMLElement {
  return h(
    'details',
    {},
    h('summary', {}, t('Change what it is told of')),
    form({
      label: t('Change what it is told of'),
      content: [eventTicks(events)],
      button: t('Save'),
      busy: t('Saving…'),
      check: (values) =>
        tickedEvents(values).length === 0
          ? new Map([['exercise.passed', t('Choose at least one, or remove the webhook.')]])
          : new Map<string, string>(),
      send: (values) => send(tickedEvents(values)),
    }),
  );
}
