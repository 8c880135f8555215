import {
  madeInvite,
  role,
  sessionList,
  type Role,
  type SessionList,
  type SessionView,
  type ViewerView,
} from '#site/protocol/accounts.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { dateLanguage, pageHref } from '../language/page-language.ts';
import { announce } from '../ui/announce.ts';
import { choice, field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { askSession, grades, signInHref, teaches } from './session.ts';
import { t } from './words.ts';

type Session = SessionList['sessions'][number];

const when = new Intl.DateTimeFormat(dateLanguage, { dateStyle: 'medium', timeStyle: 'short' });

function send(method: 'DELETE' | 'POST', path: string, body?: unknown): Promise<undefined> {
  return request({ method, path, schema: nothing, body, signal: AbortSignal.timeout(30_000) });
}

/** “Firefox on Linux”, as far as the browser says. */
function browserName(userAgent: string): string {
  const browser =
    /(Firefox|Edg|Chrome|Safari)\//.exec(userAgent)?.[1]?.replace('Edg', 'Edge') ?? t('A program');
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(userAgent)?.[1];
  if (system === undefined) return browser;
  return t('{{browser}} on {{system}}', { browser, system: system.replace('Mac OS X', 'macOS') });
}

function passwordForm(): HTMLElement {
  const element = form({
    label: t('Change the password'),
    content: [
      field({
        name: 'current',
        label: t('Present password'),
        type: 'password',
        autocomplete: 'current-password',
      }),
      field({
        name: 'next',
        label: t('New password'),
        type: 'password',
        autocomplete: 'new-password',
        minlength: 10,
        hint: t('Changing it signs you out everywhere else.'),
      }),
    ],
    button: t('Change password'),
    busy: t('Changing…'),
    async send(value) {
      await send('POST', '/api/password', { current: value('current'), next: value('next') });
      element.reset();
      announce(t('The password is changed.'));
      element.querySelector('.kl-form-note')?.replaceChildren(h('p', { class: 'kl-done' }, t('Changed.')));
    },
  });
  return element;
}

const roleNames: Readonly<Record<Role, string>> = {
  learner: t('learner'),
  grader: t('grader'),
  instructor: t('instructor'),
  admin: t('administrator'),
};

/** For administrators: a link or code that lets somebody in. */
function inviteForm(): HTMLElement {
  const result = h('div', { role: 'status' });
  const wanted = form({
    label: t('Invite somebody'),
    content: [
      choice(
        'role',
        t('As'),
        role.options.map((value) => ({ value, text: roleNames[value] })),
      ),
      field({
        name: 'email',
        label: t('E-mail address'),
        type: 'email',
        required: false,
        hint: t('If given, only this address may use it.'),
      }),
      field({ name: 'uses', label: t('How many may use it'), type: 'number', value: '1' }),
    ],
    button: t('Make a link'),
    busy: t('Making it…'),
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
          t('Send this link, or read out the code. It is shown only now, and good until {{until}}.', {
            until: when.format(new Date(made.expiresAt)),
          }),
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
          t('No accounts here'),
          h(
            'p',
            {},
            t('This server works without accounts: everybody who reaches it is the one local learner.'),
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
        viewer.role === 'learner' && h('a', { href: pageHref('/marks/') }, t('Your marks')),
        teaches(viewer) && h('a', { href: pageHref('/cohorts/') }, t('Your cohorts')),
        grades(viewer) && h('a', { href: pageHref('/tokens/') }, t('Your API tokens')),
        this.#button('Sign out', '/api/session', () => location.assign('/')),
      ),
      card(t('Where you are signed in'), this.#sessions(viewer, sessions)),
      ...(viewer.hasPassword ? [card(t('Password'), passwordForm())] : []),
      ...(viewer.role === 'admin' ? [card(t('Invite somebody'), inviteForm())] : []),
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
          current && h('span', { class: 'kl-tag' }, t('this one')),
          h('p', {}, t('{{address}} · last used {{at}}', { address, at: when.format(new Date(seenAt)) })),
        ),
        !current &&
          this.#button(
            t('End'),
            `/api/sessions/${id}`,
            again,
            t('End the session of {{browser}}', { browser: browserName(browser) }),
          ),
      );
    return [
      h('ul', { class: 'kl-list' }, sessions.map(row)),
      sessions.length > 1 && this.#button(t('Sign out everywhere else'), '/api/sessions', again),
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
