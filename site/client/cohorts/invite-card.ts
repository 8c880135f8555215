import { madeInvite } from '#site/protocol/accounts.ts';
import { request } from '../http/request.ts';
import { choice, field, form } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { card } from './card.ts';

const sendMs = 30_000;

/** One link, or the code in it, that leads into the cohort. */
export function inviteCard(path: string, onMade: () => void): HTMLElement {
  const result = h('div', { class: 'cohort-result', role: 'status' });
  const wanted = form({
    label: 'Join link',
    content: [
      choice('role', 'As', [
        { value: 'learner', text: 'learners' },
        { value: 'instructor', text: 'instructors of this cohort' },
      ]),
      h(
        'div',
        { class: 'kl-pair' },
        field({ name: 'uses', label: 'How many may use it', type: 'number', value: '1' }),
        field({ name: 'days', label: 'Days it is good for', type: 'number', value: '14' }),
      ),
    ],
    button: 'Make a join link',
    busy: 'Making it…',
    check: (values) => {
      const found = new Map<string, string>();
      if (!isWhole(values('uses'), 500)) found.set('uses', 'A whole number from 1 to 500.');
      if (!isWhole(values('days'), 90)) found.set('days', 'A whole number from 1 to 90.');
      return found;
    },
    send: async (values) => {
      const body = { role: values('role'), uses: Number(values('uses')), days: Number(values('days')) };
      const signal = AbortSignal.timeout(sendMs);
      const made = await request({
        method: 'POST',
        path: `${path}/invites`,
        schema: madeInvite,
        body,
        signal,
      });
      const until = new Date(made.expiresAt).toLocaleString('en-GB', {
        dateStyle: 'medium',
        timeStyle: 'short',
      });
      result.replaceChildren(
        h('p', {}, `Send this link, or read out the code. It is shown only now, and good until ${until}.`),
        h('p', { class: 'kl-made' }, h('code', {}, made.link)),
        h('p', { class: 'kl-made' }, h('code', {}, made.code)),
      );
      onMade();
    },
  });
  return card('Join link', wanted, result);
}

/** A whole number from 1 to so many. */
function isWhole(text: string, most: number): boolean {
  const value = Number(text);
  return text !== '' && Number.isInteger(value) && value >= 1 && value <= most;
}
