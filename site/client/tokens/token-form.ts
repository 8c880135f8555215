import { madeToken, scope, type Scope } from '#site/protocol/tokens.ts';
import { request } from '../http/request.ts';
import { copyText } from '../terminal/copy.ts';
import { announce } from '../ui/announce.ts';
import { field, form, tick } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { parts, t } from './words.ts';

const sendMs = 30_000;
const longestDays = 366;

/** What each scope lets a program do, in the words of its owner. */
export const scopeWords: Readonly<Record<Scope, string>> = {
  'attempts:check': t('list attempts that run here, and have one checked'),
  'jobs:read': t('read jobs, results, evidence and logs of webhooks'),
  'jobs:write': t('upload submissions, cancel jobs, keep webhooks'),
};

/** A form that makes a token, and shows it this once. */
export function tokenForm(onMade: () => void): HTMLElement {
  const result = h('div', { class: 'token-result', role: 'status' });
  const element = form({
    label: t('Make a token'),
    content: [
      field({ name: 'name', label: t('What it is for'), hint: t('Such as the CI that uses it.') }),
      h(
        'fieldset',
        { class: 'kl-fieldset' },
        h('legend', {}, t('It lets a program')),
        scope.options.map((each) => h('div', {}, tick(each, scopeWords[each], each !== 'attempts:check'))),
      ),
      field({
        name: 'days',
        label: t('Days it is good for'),
        type: 'number',
        value: '90',
        hint: t('At most {{longestDays}}. It also ends when you may no longer grade.', { longestDays }),
      }),
    ],
    button: t('Make the token'),
    busy: t('Making it…'),
    check: findMistakes,
    send: async (values) => {
      const body = {
        name: values('name').trim(),
        scopes: scope.options.filter((each) => values(each) !== ''),
        days: Number(values('days')),
      };
      const signal = AbortSignal.timeout(sendMs);
      const made = await request({ method: 'POST', path: '/api/v1/tokens', schema: madeToken, body, signal });
      result.replaceChildren(...shownOnce(made.name, made.token));
      element.reset();
      onMade();
    },
  });
  return h('div', { class: 'token-form' }, element, result);
}

function findMistakes(values: (name: string) => string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const name = values('name').trim();
  const days = Number(values('days'));
  if (name === '' || name.length > 60) found.set('name', t('One to 60 characters.'));
  if (scope.options.every((each) => values(each) === ''))
    found.set('attempts:check', t('Choose at least one: a token that may do nothing is good for nothing.'));
  if (!Number.isInteger(days) || days < 1 || days > longestDays)
    found.set('days', t('A whole number from 1 to {{longestDays}}.', { longestDays }));
  return found;
}

function shownOnce(name: string, token: string): readonly HTMLElement[] {
  const copy = h('button', { type: 'button', class: 'kl-button' }, t('Copy'));
  copy.addEventListener('click', () => {
    void copyText(token).then((isCopied) => {
      if (!isCopied) return;
      copy.textContent = t('Copied');
      announce(t('The token is copied.'));
    });
  });
  return [
    h(
      'p',
      {},
      parts('{{name}} is shown only now. Whoever has it grades in your name: keep it like a password.', {
        name: h('strong', {}, name),
      }),
    ),
    h('p', { class: 'kl-made' }, h('code', {}, token)),
    copy,
  ];
}
