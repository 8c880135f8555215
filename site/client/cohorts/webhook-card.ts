import {
  cohortWebhooks,
  webhookSecret,
  type CohortWebhooks,
  type CohortWebhookView,
} from '#site/protocol/cohort-webhooks.ts';
import { request } from '../http/request.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { busyButton } from './busy-button.ts';
import { card } from './card.ts';
import { eventNames, eventTicks, tickedEvents, webhookActions } from './webhook-actions.ts';
import { webhookLog } from './webhook-log.ts';
import { sayWallTime } from './wall-time.ts';
import { parts, t } from './words.ts';

const sendMs = 30_000;

/** Programs that are told what happens in the cohort, and what they were told. */
export async function webhookCard(
  path: string,
  { timeZone }: { readonly timeZone: string },
  signal: AbortSignal,
): Promise<HTMLElement> {
  const list = h('div', { class: 'cohort-result' });
  const result = h('div', { class: 'cohort-result', role: 'status' });
  const wanted = h('div', { class: 'cohort-result' });
  const fill = async (until = AbortSignal.timeout(sendMs)): Promise<void> => {
    const found = await request({ path: `${path}/webhooks`, schema: cohortWebhooks, signal: until });
    list.replaceChildren(
      ...found.webhooks.map((webhook) => hookOf(path, webhook, { timeZone, fill, show })),
      ...(found.webhooks.length === 0
        ? []
        : [
            h('h4', {}, t('What they were told')),
            webhookLog(path, found, { timeZone, again: fill }),
            busyButton(t('Look again'), fill),
          ]),
    );
    wanted.replaceChildren(
      ...(found.allowed.length === 0
        ? [nowhere()]
        : [h('h4', {}, t('New webhook')), newForm(path, found, made)]),
    );
  };
  const show = (secret: string): void => {
    result.replaceChildren(
      h('p', {}, t('Requests are signed with this secret (Standard Webhooks). It is shown only now.')),
      h('p', { class: 'kl-made' }, h('code', {}, secret)),
    );
  };
  const made = async (secret: string): Promise<void> => {
    await fill();
    show(secret);
  };
  await fill(signal);
  return card(
    t('Webhooks'),
    h('p', {}, t('Programs of yours that are told, at once and signed, what happens in this cohort.')),
    list,
    result,
    wanted,
  );
}

function nowhere(): HTMLElement {
  return h(
    'p',
    {},
    parts('This server may speak to nobody yet. Whoever operates it allows an address by {{option}}.', {
      option: h('code', {}, '--webhook-origin https://…'),
    }),
  );
}

function newForm(
  path: string,
  { allowed }: CohortWebhooks,
  made: (secret: string) => Promise<void>,
): HTMLElement {
  return form({
    label: t('New webhook'),
    content: [
      field({
        name: 'url',
        label: t('Address'),
        hint: t('Names and work of learners go there. This server may speak to {{addresses}}.', {
          addresses: allowed.join(', '),
        }),
        autocomplete: 'off',
      }),
      eventTicks(['exercise.passed', 'hand.raised']),
    ],
    button: t('Add the webhook'),
    busy: t('Adding it…'),
    check: (values) => {
      const found = new Map<string, string>();
      if (!/^https?:\/\/./.test(values('url').trim()))
        found.set('url', t('An address that begins with https://'));
      if (tickedEvents(values).length === 0) found.set('exercise.passed', t('Choose at least one.'));
      return found;
    },
    send: async (values) => {
      const { secret } = await request({
        method: 'POST',
        path: `${path}/webhooks`,
        schema: webhookSecret,
        body: { url: values('url').trim(), events: tickedEvents(values) },
        signal: AbortSignal.timeout(sendMs),
      });
      await made(secret);
    },
  });
}

interface Around {
  readonly timeZone: string;
  readonly fill: () => Promise<void>;
  readonly show: (secret: string) => void;
}

function hookOf(path: string, webhook: CohortWebhookView, { timeZone, fill, show }: Around): HTMLElement {
  const { id, url, events } = webhook;
  return h(
    'div',
    { class: 'cohort-result cohort-hook', role: 'group', 'aria-label': url },
    h('p', { class: 'cohort-address' }, h('code', {}, url)),
    h('p', {}, t('Told of: {{events}}.', { events: events.map((each) => eventNames[each]).join(', ') })),
    stateOf(webhook, timeZone),
    webhookActions(`${path}/webhooks/${encodeURIComponent(id)}`, webhook, { again: fill, show }),
  );
}

function stateOf({ off, failingSince, oldSecretUntil }: CohortWebhookView, timeZone: string): Child {
  const lines = [
    off === null
      ? failingSince !== null &&
        t('It has taken nothing since {{time}}.', { time: sayWallTime(failingSince, timeZone) })
      : t('Switched off on {{time}}: {{why}}', { time: sayWallTime(off.at, timeZone), why: off.why }),
    oldSecretUntil !== null &&
      t('The secret before this one signs, too, until {{time}}.', {
        time: sayWallTime(oldSecretUntil, timeZone),
      }),
  ];
  return lines.map((line) => line !== false && h('p', { class: 'cohort-hook-state' }, line));
}
