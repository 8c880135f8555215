import { sessionView, type SessionView } from '#site/protocol/accounts.ts';
import { toProblem } from '../http/problem.ts';
import { pageHref } from '../language/page-language.ts';
import { request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { askSession, nextPage } from './session.ts';
import { parts, t } from './words.ts';

/** What an identity provider's answer came to, when the server sends the browser back here. */
function providerProblem(): Child {
  const said = new URLSearchParams(location.search).get('problem');
  if (said === null) return undefined;
  const hint =
    said === 'unknown' ? unknownPerson : t('Try again; if it stays, ask whoever runs this server.');
  return problemNote({
    message: t('Signing in with your organisation did not work.'),
    hint,
    code: 'SIGN_IN',
  });
}

const unknownPerson = t(
  'There is no account for you yet: use the link or the code that you were invited with first.',
);

function providers(session: SessionView): Child {
  if (session.providers.length === 0) return undefined;
  return [
    session.providers.map(({ name, href }) =>
      h(
        'a',
        { class: 'kl-button large', href: `${href}?next=${encodeURIComponent(nextPage())}` },
        t('Sign in with {{name}}', { name }),
      ),
    ),
    h('p', { class: 'kl-or' }, t('or with a password')),
  ];
}

function passwordForm(): HTMLElement {
  return form({
    label: t('Sign in'),
    content: [
      field({ name: 'email', label: t('E-mail address'), type: 'email', autocomplete: 'username' }),
      field({ name: 'password', label: t('Password'), type: 'password', autocomplete: 'current-password' }),
    ],
    button: t('Sign in'),
    busy: t('Signing in…'),
    async send(value) {
      const body = { email: value('email'), password: value('password') };
      const signal = AbortSignal.timeout(30_000);
      await request({ method: 'POST', path: '/api/session', schema: sessionView, body, signal });
      location.assign(nextPage());
    },
  });
}

/** `<kl-sign-in>`: by password, or at an identity provider. */
class SignInElement extends HTMLElement {
  connectedCallback(): void {
    askSession()
      .then((session) => this.#show(session))
      .catch((error: unknown) => this.#replace(problemNote(toProblem(error))));
  }

  #show(session: SessionView): void {
    if (session.auth === 'none') {
      this.#replace(
        h('p', {}, t('This server works without accounts: you can start any lab at once.')),
        h('p', {}, h('a', { class: 'kl-button primary', href: pageHref('/course/') }, t('Go to the course'))),
      );
      return;
    }
    if (session.viewer !== null) {
      location.replace(nextPage());
      return;
    }
    this.#replace(
      providerProblem(),
      providers(session),
      passwordForm(),
      h(
        'p',
        { class: 'kl-aside' },
        parts('You were given a code or a link? {{link}}.', {
          link: h('a', { href: pageHref('/join/') }, t('Join with it')),
        }),
      ),
    );
  }

  #replace(...children: readonly Child[]): void {
    this.replaceChildren(h('div', { class: 'kl-card' }, children));
  }
}

customElements.define('kl-sign-in', SignInElement);
