import type { QueuedHand } from '#site/protocol/help.ts';
import type { RoomView } from '#site/protocol/room.ts';
import { pageHref } from '../language/page-language.ts';
import { titleOf } from '../terminal/tab-names.ts';
import { inWords } from '../ui/duration.ts';
import { h, type Child } from '../ui/h.ts';
import { parts, t } from './words.ts';

function button(hand: QueuedHand, action: string, words: string, look = ''): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      class: `kl-button${look}`,
      'data-hand': hand.id,
      'data-act': action,
      'data-key': action,
      'aria-label': `${words}: ${hand.learner.name}`,
    },
    words,
  );
}

function actions(hand: QueuedHand, cohort: string): Child[] {
  if (hand.helper === null) return [button(hand, 'take', t('I am coming'), ' primary')];
  if (!hand.helper.you) return [button(hand, 'take', t('Take over'))];
  return [assistActions(hand, cohort), button(hand, 'close', t('Done'))];
}

function assistActions(hand: QueuedHand, cohort: string): Child[] {
  if (hand.assist === null) return [button(hand, 'ask', t('Ask to see the terminal'))];
  if (hand.assist.state === 'asked') return [button(hand, 'end', t('Ask no more'))];
  const query = `?cohort=${encodeURIComponent(cohort)}&hand=${encodeURIComponent(hand.id)}`;
  const href = pageHref(`/assist/${query}`);
  const label = t('Open the terminal of {{name}}', { name: hand.learner.name });
  return [
    h(
      'a',
      { class: 'kl-button primary', href, 'data-key': 'open', 'aria-label': label },
      t('Open the terminal'),
    ),
    button(hand, 'end', t('End now'), ' danger'),
  ];
}

/** How the last look at the terminal ended; `undefined`: there was none. */
export function endingWords({ ended, learner: { name } }: QueuedHand): string | undefined {
  switch (ended) {
    case null:
      return undefined;
    case 'refused':
      return t('{{name}} does not want anybody to look now.', { name });
    case 'learner':
      return t('{{name}} has ended it.', { name });
    case 'helper':
      return t('You have ended it.');
    case 'helperGone':
      return t('It ended because your page was closed.');
    case 'pageGone':
      return t('It ended: {{name}} has closed the lab page.', { name });
    case 'labOver':
      return t('It ended with the lab.');
    case 'signedOut':
      return t('It ended because you were signed out.');
  }
}

function assistWords(
  { learner: { name } }: QueuedHand,
  helper: NonNullable<QueuedHand['helper']>,
  { state, tab, typing }: NonNullable<QueuedHand['assist']>,
): string {
  if (state === 'asked') return t('{{name}} was asked, and has not answered yet.', { name });
  const shell = titleOf(tab ?? '');
  if (helper.you)
    return typing
      ? t('You see {{shell}} of {{name}} and may type in it.', { shell, name })
      : t('You see {{shell}} of {{name}}.', { shell, name });
  const who = helper.name;
  return typing
    ? t('{{who}} sees {{shell}} of {{name}} and may type in it.', { who, shell, name })
    : t('{{who}} sees {{shell}} of {{name}}.', { who, shell, name });
}

function assistLine(hand: QueuedHand): Child {
  const { assist, helper } = hand;
  if (helper === null) return undefined;
  const words = assist === null ? endingWords(hand) : assistWords(hand, helper, assist);
  return words !== undefined && h('p', { class: assist === null ? '' : 'hand-seen', role: 'status' }, words);
}

function stateLine(
  helper: QueuedHand['helper'],
  values: Readonly<Record<'lab' | 'long' | 'name', Child>>,
): Child {
  if (helper === null) return parts('{{name}} in {{lab}}, waits for {{long}}', values);
  if (helper.you) return parts('{{name}} in {{lab}}, you are coming; asked {{long}} ago', values);
  const all: Readonly<Record<'lab' | 'long' | 'name' | 'who', Child>> = { ...values, who: helper.name };
  return parts('{{name}} in {{lab}}, {{who}} is coming; asked {{long}} ago', all);
}

/** Who asks for somebody to come, the one who waits longest first. */
export function handQueueView(hands: readonly QueuedHand[], room: RoomView, now: number): HTMLElement {
  const item = (hand: QueuedHand): HTMLElement => {
    const { helper } = hand;
    const lab = room.labs.find(({ id }) => id === hand.lab)?.title ?? hand.lab;
    const long = inWords(now - Date.parse(hand.raisedAt));
    const name = h('strong', {}, hand.learner.name);
    return h(
      'li',
      { 'data-key': hand.id, class: helper === null ? 'is-waiting' : 'is-taken' },
      h(
        'div',
        { class: 'hand-who' },
        h('p', {}, stateLine(helper, { name, lab, long })),
        hand.text !== '' && h('p', { class: 'hand-text' }, t('“{{text}}”', { text: hand.text })),
        assistLine(hand),
      ),
      h('div', { class: 'hand-actions' }, actions(hand, room.cohort.id)),
    );
  };
  return h(
    'section',
    { class: 'room-hands', 'data-key': 'hands', 'data-any': hands.length > 0 },
    h('h3', {}, t('Raised hands')),
    hands.length === 0 ? h('p', {}, t('None right now.')) : h('ol', { class: 'kl-list' }, hands.map(item)),
  );
}

/** What a press on one of the buttons asks the server for. */
export function handCall(
  path: string,
  action: string,
): { readonly method: 'DELETE' | 'POST'; readonly path: string } {
  if (action === 'take') return { method: 'POST', path: `${path}/take` };
  if (action === 'ask') return { method: 'POST', path: `${path}/assist` };
  if (action === 'end') return { method: 'DELETE', path: `${path}/assist` };
  return { method: 'DELETE', path };
}
