import { joinOffer, sessionView, type JoinOffer } from '#site/protocol/accounts.ts';
import { pageHref } from '../language/page-language.ts';
import { request } from '../http/request.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { parts, t } from './words.ts';

const roleWords = {
  learner: t('as a learner'),
  grader: t('as a grader'),
  instructor: t('as an instructor'),
  admin: t('as an administrator of this server'),
} as const;

function invitation({ cohort, role }: JoinOffer): string {
  const as = roleWords[role];
  return cohort === null
    ? t('You are invited {{as}}.', { as })
    : t('You are invited to {{cohort}} {{as}}.', { cohort, as });
}

async function post(body: object): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  await request({ method: 'POST', path: '/api/join', schema: sessionView, body, signal });
  location.assign(pageHref('/course/'));
}

/** For somebody who is signed in: one press. */
function confirmForm(code: string): HTMLElement {
  return form({
    label: t('Join'),
    content: [],
    button: t('Join'),
    busy: t('Joining…'),
    send: () => post({ code }),
  });
}

function personForm(code: string, offer: JoinOffer): HTMLElement {
  const bound = offer.email === null ? {} : { value: offer.email, readonly: true };
  return form({
    label: t('Make an account'),
    content: [
      field({ name: 'name', label: t('Your name'), autocomplete: 'name', value: offer.name ?? '' }),
      field({ name: 'email', label: t('E-mail address'), type: 'email', autocomplete: 'username', ...bound }),
      field({
        name: 'password',
        label: t('Password'),
        type: 'password',
        autocomplete: 'new-password',
        minlength: 10,
        hint: t('At least 10 characters. A few words in a row are long and easy to keep in mind.'),
      }),
    ],
    button: t('Make my account'),
    busy: t('Making it…'),
    send: (value) =>
      post({ code, person: { name: value('name'), email: value('email'), password: value('password') } }),
  });
}

/** `<kl-join>`: a code from a link or typed in, then an account for it. */
class JoinElement extends HTMLElement {
  connectedCallback(): void {
    const code = decodeURIComponent(location.hash.slice(1));
    // The code is as good as a key: it should not stay in the address bar or the history.
    if (code !== '') history.replaceState(null, '', location.pathname);
    this.#askCode(code);
  }

  #askCode(code: string): void {
    const asked = form({
      label: t('Join with a code'),
      content: [
        field({
          name: 'code',
          label: t('Your code'),
          autocomplete: 'off',
          value: code,
          hint: t('Such as ABCD-EFGH-2345. Small letters and missing dashes do no harm.'),
        }),
      ],
      button: t('Go on'),
      busy: t('Looking…'),
      send: (value) => this.#look(value('code')),
    });
    this.#replace(asked);
    if (code !== '') asked.requestSubmit();
  }

  async #look(code: string): Promise<void> {
    const signal = AbortSignal.timeout(30_000);
    const offer = await request({
      method: 'POST',
      path: '/api/join/look',
      schema: joinOffer,
      body: { code },
      signal,
    });
    const what = h('p', { class: 'kl-lead', tabindex: -1 }, invitation(offer));
    this.#replace(
      what,
      offer.signedIn ? confirmForm(code) : personForm(code, offer),
      !offer.signedIn &&
        h(
          'p',
          { class: 'kl-aside' },
          parts('You have an account here? {{link}}, then use the code.', {
            link: h('a', { href: `${pageHref('/sign-in/')}?next=${pageHref('/join/')}` }, t('Sign in first')),
          }),
        ),
    );
    what.focus();
  }

  #replace(...children: readonly Child[]): void {
    this.replaceChildren(h('div', { class: 'kl-card' }, children));
  }
}

customElements.define('kl-join', JoinElement);
