import { joinOffer, sessionView, type JoinOffer } from '#site/protocol/accounts.ts';
import { request } from '../http/request.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';

const roleWords = {
  learner: 'as a learner',
  grader: 'as a grader',
  instructor: 'as an instructor',
  admin: 'as an administrator of this server',
} as const;

async function post(body: object): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  await request({ method: 'POST', path: '/api/join', schema: sessionView, body, signal });
  location.assign('/course/');
}

/** For somebody who is signed in: one press. */
function confirmForm(code: string): HTMLElement {
  return form({ label: 'Join', content: [], button: 'Join', busy: 'Joining…', send: () => post({ code }) });
}

function personForm(code: string, offer: JoinOffer): HTMLElement {
  const bound = offer.email === null ? {} : { value: offer.email, readonly: true };
  return form({
    label: 'Make an account',
    content: [
      field({ name: 'name', label: 'Your name', autocomplete: 'name', value: offer.name ?? '' }),
      field({ name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username', ...bound }),
      field({
        name: 'password',
        label: 'Password',
        type: 'password',
        autocomplete: 'new-password',
        minlength: 10,
        hint: 'At least 10 characters. A few words in a row are long and easy to keep in mind.',
      }),
    ],
    button: 'Make my account',
    busy: 'Making it…',
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
      label: 'Join with a code',
      content: [
        field({
          name: 'code',
          label: 'Your code',
          autocomplete: 'off',
          value: code,
          hint: 'Such as ABCD-EFGH-2345. Small letters and missing dashes do no harm.',
        }),
      ],
      button: 'Go on',
      busy: 'Looking…',
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
    const what = h(
      'p',
      { class: 'kl-lead', tabindex: -1 },
      `You are invited ${offer.cohort === null ? '' : `to ${offer.cohort} `}${roleWords[offer.role]}.`,
    );
    this.#replace(
      what,
      offer.signedIn ? confirmForm(code) : personForm(code, offer),
      !offer.signedIn &&
        h(
          'p',
          { class: 'kl-aside' },
          'You have an account here? ',
          h('a', { href: '/sign-in/?next=/join/' }, 'Sign in first'),
          ', then use the code.',
        ),
    );
    what.focus();
  }

  #replace(...children: readonly Child[]): void {
    this.replaceChildren(h('div', { class: 'kl-card' }, children));
  }
}

customElements.define('kl-join', JoinElement);
