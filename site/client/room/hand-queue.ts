import type { QueuedHand } from '#site/protocol/help.ts';
import type { RoomView } from '#site/protocol/room.ts';
import { titleOf } from '../terminal/tab-names.ts';
import { inWords } from '../ui/duration.ts';
import { h, type Child } from '../ui/h.ts';

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
  if (hand.helper === null) return [button(hand, 'take', 'I am coming', ' primary')];
  if (!hand.helper.you) return [button(hand, 'take', 'Take over')];
  return [assistActions(hand, cohort), button(hand, 'close', 'Done')];
}

function assistActions(hand: QueuedHand, cohort: string): Child[] {
  if (hand.assist === null) return [button(hand, 'ask', 'Ask to see the terminal')];
  if (hand.assist.state === 'asked') return [button(hand, 'end', 'Ask no more')];
  const href = `/assist/?cohort=${encodeURIComponent(cohort)}&hand=${encodeURIComponent(hand.id)}`;
  const label = `Open the terminal of ${hand.learner.name}`;
  return [
    h(
      'a',
      { class: 'kl-button primary', href, 'data-key': 'open', 'aria-label': label },
      'Open the terminal',
    ),
    button(hand, 'end', 'End now', ' danger'),
  ];
}

/** How the last look at the terminal ended; `undefined`: there was none. */
export function endingWords({ ended, learner: { name } }: QueuedHand): string | undefined {
  switch (ended) {
    case null:
      return undefined;
    case 'refused':
      return `${name} does not want anybody to look now.`;
    case 'learner':
      return `${name} has ended it.`;
    case 'helper':
      return 'You have ended it.';
    case 'helperGone':
      return 'It ended because your page was closed.';
    case 'pageGone':
      return `It ended: ${name} has closed the lab page.`;
    case 'labOver':
      return 'It ended with the lab.';
    case 'signedOut':
      return 'It ended because you were signed out.';
  }
}

function assistLine(hand: QueuedHand): Child {
  const { assist, learner, helper } = hand;
  if (helper === null) return undefined;
  const who = helper.you ? 'You see' : `${helper.name} sees`;
  const words =
    assist === null
      ? endingWords(hand)
      : assist.state === 'asked'
        ? `${learner.name} was asked, and has not answered yet.`
        : `${who} ${titleOf(assist.tab ?? '')} of ${learner.name}${assist.typing ? ' and may type in it' : ''}.`;
  return words !== undefined && h('p', { class: assist === null ? '' : 'hand-seen', role: 'status' }, words);
}

/** Who asks for somebody to come, the one who waits longest first. */
export function handQueueView(hands: readonly QueuedHand[], room: RoomView, now: number): HTMLElement {
  const item = (hand: QueuedHand): HTMLElement => {
    const { helper } = hand;
    const lab = room.labs.find(({ id }) => id === hand.lab)?.title ?? hand.lab;
    const long = inWords(now - Date.parse(hand.raisedAt));
    const state =
      helper === null
        ? `waits for ${long}`
        : `${helper.you ? 'you are' : `${helper.name} is`} coming; asked ${long} ago`;
    return h(
      'li',
      { 'data-key': hand.id, class: helper === null ? 'is-waiting' : 'is-taken' },
      h(
        'div',
        { class: 'hand-who' },
        h('p', {}, h('strong', {}, hand.learner.name), ` in ${lab}, ${state}`),
        hand.text !== '' && h('p', { class: 'hand-text' }, `“${hand.text}”`),
        assistLine(hand),
      ),
      h('div', { class: 'hand-actions' }, actions(hand, room.cohort.id)),
    );
  };
  return h(
    'section',
    { class: 'room-hands', 'data-key': 'hands', 'data-any': hands.length > 0 },
    h('h3', {}, 'Raised hands'),
    hands.length === 0 ? h('p', {}, 'None right now.') : h('ol', { class: 'kl-list' }, hands.map(item)),
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
