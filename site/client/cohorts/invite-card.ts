import { madeInvite } from '#site/protocol/accounts.ts';
import { request } from '../http/request.ts';
import { dateLanguage } from '../language/page-language.ts';
import { choice, field, form } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { card } from './card.ts';
import { t } from './words.ts';

const sendMs = 30_000;

/** One link, or the code in it, that leads into the cohort. */
export function inviteCard(path: string, onMade: () => void): HTMLElement {
  const result = h('div', { class: 'cohort-result', role: 'status' });
  const wanted = form({
    label: t('Join link'),
    content: [
      choice('role', t('As'), [
        { value: 'learner', text: t('learners') },
        { value: 'instructor', text: t('instructors of this cohort') },
      ]),
      h(
        'div',
        { class: 'kl-pair' },
        field({ name: 'uses', label: t('How many may use it'), type: 'number', value: '1' }),
        field({ name: 'days', label: t('Days it is good for'), type: 'number', value: '14' }),
      ),
    ],
    button: t('Make a join link'),
    busy: t('Making it…'),
    check: (values) => {
      const found = new Map<string, string>();
      for (const [name, most] of [
        ['uses', 500],
        ['days', 90],
      ] as const)
        if (!isWhole(values(name), most))
          found.set(name, t('A whole number from {{least}} to {{most}}.', { least: 1, most }));
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
      const until = new Date(made.expiresAt).toLocaleString(dateLanguage, {
        dateStyle: 'medium',
        timeStyle: 'short',
      });
      result.replaceChildren(
        h(
          'p',
          {},
          t('Send this link, or read out the code. It is shown only now, and good until {{until}}.', {
            until,
          }),
        ),
        h('p', { class: 'kl-made' }, h('code', {}, made.link)),
        h('p', { class: 'kl-made' }, h('code', {}, made.code)),
      );
      onMade();
    },
  });
  return card(t('Join link'), wanted, result);
}

/** A whole number from 1 to so many. */
function isWhole(text: string, most: number): boolean {
  const value = Number(text);
  return text !== '' && Number.isInteger(value) && value >= 1 && value <= most;
}
