import {
  madeInvite,
  role,
  sessionList,
  type SessionList,
  type SessionView,
  type ViewerView,
} from '#site/protocol/accounts.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { announce } from '../ui/announce.ts';
import { choice, field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { askSession, grades, signInHref, teaches } from './session.ts';

type Session = SessionList['sessions'][number];

const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function send(method: 'DELETE' | 'POST', path: string, body?: unknown): Promise<undefined> {
  return request({ method, path, schema: nothing, body, signal: AbortSignal.timeout(30_000) });
}

/** “Firefox on Linux”, as far as the browser says. */
function browserName(userAgent: string): string {
  const browser = /(Firefox|Edg|Chrome|Safari)\//.exec(userAgent)?.[1]?.replace('Edg', 'Edge') ?? 'A program';
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(userAgent)?.[1];
  return system === undefined ? browser : `${browser} on ${system.replace('Mac OS X', 'macOS')}`;
}

function passwordForm(): HTMLElement {
  const element = form({
    label: 'Change the password',
    content: [
      field({
        name: 'current',
        label: 'Present password',
        type: 'password',
        autocomplete: 'current-password',
      }),
      field({
        name: 'next',
        label: 'New password',
        type: 'password',
        autocomplete: 'new-password',
        minlength: 10,
        hint: 'Changing it signs you out everywhere else.',
      }),
    ],
    button: 'Change password',
    busy: 'Changing…',
    async send(value) {
      await send('POST', '/api/password', { current: value('current'), next: value('next') });
      element.reset();
      announce('The password is changed.');
      element.querySelector('.kl-form-note')?.replaceChildren(h('p', { class: 'kl-done' }, 'Changed.'));
    },
  });
  return element;
}

/** For administrators: a link or code that lets somebody in. */
function inviteForm(): HTMLElement {
  const result = h('div', { role: 'status' });
  const wanted = form({
    label: 'Invite somebody',
    content: [
      choice(
        'role',
        'As',
        role.options.map((value) => ({ value, text: value === 'admin' ? 'administrator' : value })),
      ),
      field({
        name: 'email',
        label: 'E-mail address',
        type: 'email',
        required: false,
        hint: 'If given, only this address may use it.',
      }),
      field({ name: 'uses', label: 'How many may use it', type: 'number', value: '1' }),
    ],
    button: 'Make a link',
    busy: 'Making it…',
    async send(value) {
      const body = {
        role: value('role'),
        uses: Number(value('uses')),
        ...(value('email') === '' ? {} : { email: value('email') }),
      };
      const signal = AbortSignal.timeout(30_000);
      const made = await request({ method: 'POST', path: '/api/invites', schema: madeInvite, body, signal });
      result.replaceChildren(
        h(
          'p',
          {},
          'Send this link, or read out the code. It is shown only now, and good until ',
          when.format(new Date(made.expiresAt)),
          '.',
        ),
        h('p', { class: 'kl-made' }, h('code', {}, made.link)),
        h('p', { class: 'kl-made' }, h('code', {}, made.code)),
      );
    },
  });
  return h('div', {}, wanted, result);
}

/** `<kl-account-page>`: who one is here, where one is signed in, the password. */
class AccountElement extends HTMLElement {
  #view: SessionView | undefined;

  connectedCallback(): void {
    this.#load().catch((error: unknown) => this.#problem(error));
  }

  async #load(): Promise<void> {
    this.#view = await askSession();
    const { auth, viewer } = this.#view;
    if (auth === 'none') {
      this.replaceChildren(
        card(
          'No accounts here',
          h(
            'p',
            {},
            'This server works without accounts: everybody who reaches it is the one local learner.',
          ),
        ),
      );
      return;
    }
    if (viewer === null) {
      location.replace(signInHref());
      return;
    }
    await this.#show(viewer);
  }

  async #show(viewer: ViewerView): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    const { sessions } = await request({ path: '/api/sessions', schema: sessionList, signal });
    this.replaceChildren(
      card(
        viewer.name,
        h('p', {}, `${viewer.email ?? ''} · ${viewer.role === 'admin' ? 'administrator' : viewer.role}`),
        viewer.role === 'learner' && h('a', { href: '/marks/' }, 'Your marks'),
        teaches(viewer) && h('a', { href: '/cohorts/' }, 'Your cohorts'),
        grades(viewer) && h('a', { href: '/tokens/' }, 'Your API tokens'),
        this.#button('Sign out', '/api/session', () => location.assign('/')),
      ),
      card('Where you are signed in', this.#sessions(viewer, sessions)),
      ...(viewer.hasPassword ? [card('Password', passwordForm())] : []),
      ...(viewer.role === 'admin' ? [card('Invite somebody', inviteForm())] : []),
    );
  }

  #sessions(viewer: ViewerView, sessions: readonly Session[]): Child {
    const again = (): void => void this.#show(viewer).catch((error: unknown) => this.#problem(error));
    const row = ({ id, current, browser, address, seenAt }: Session): HTMLElement =>
      h(
        'li',
        {},
        h(
          'div',
          {},
          h('strong', {}, browserName(browser)),
          current && h('span', { class: 'kl-tag' }, 'this one'),
          h('p', {}, `${address} · last used ${when.format(new Date(seenAt))}`),
        ),
        !current &&
          this.#button('End', `/api/sessions/${id}`, again, `End the session of ${browserName(browser)}`),
      );
    return [
      h('ul', { class: 'kl-list' }, sessions.map(row)),
      sessions.length > 1 && this.#button('Sign out everywhere else', '/api/sessions', again),
    ];
  }

  #button(words: string, path: string, done: () => void, label?: string): HTMLElement {
    const button = h('button', { type: 'button', class: 'kl-button', 'aria-label': label }, words);
    button.addEventListener('click', () => {
      send('DELETE', path)
        .then(done)
        .catch((error: unknown) => this.#problem(error));
    });
    return button;
  }

  #problem(error: unknown): void {
    const note = problemNote(toProblem(error));
    if (note instanceof Node) this.prepend(note);
  }
}

function card(title: string, ...content: readonly Child[]): HTMLElement {
  return h('section', { class: 'kl-card' }, h('h2', {}, title), content);
}

customElements.define('kl-account-page', AccountElement);
