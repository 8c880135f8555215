import { tokenList, type TokenView } from '#site/protocol/tokens.ts';
import { askSession, grades, signInHref } from '../account/session.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { dateLanguage } from '../language/page-language.ts';
import { problemNote } from '../lab/problem-note.ts';
import { announce } from '../ui/announce.ts';
import { confirm } from '../ui/confirm.ts';
import { h, type Child } from '../ui/h.ts';
import { scopeWords, tokenForm } from './token-form.ts';
import { parts, t } from './words.ts';

const askMs = 30_000;
const day = new Intl.DateTimeFormat(dateLanguage, { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat(dateLanguage, { dateStyle: 'medium', timeStyle: 'short' });

/** `<kl-tokens>`: the tokens by which programs of whoever is signed in check and grade. */
class TokensElement extends HTMLElement {
  readonly #list = h('div', {});

  connectedCallback(): void {
    this.#load().catch((error: unknown) => this.#problem(error));
  }

  async #load(): Promise<void> {
    const { auth, viewer } = await askSession();
    if (auth === 'none') {
      this.replaceChildren(
        card(
          t('No tokens needed'),
          h(
            'p',
            {},
            parts(
              'This server works without accounts: programs on this machine send its own address as {{header}}, and need no token.',
              { header: h('code', {}, 'Origin') },
            ),
          ),
        ),
      );
      return;
    }
    if (viewer === null) {
      location.replace(signInHref());
      return;
    }
    if (!grades(viewer)) {
      this.replaceChildren(
        card(
          t('Tokens are for graders'),
          h(
            'p',
            {},
            t('Graders, instructors and administrators make them, for programs that check and grade.'),
          ),
        ),
      );
      return;
    }
    await this.#refresh();
    this.replaceChildren(
      card(
        t('Make a token'),
        tokenForm(() => void this.#refresh().catch((error: unknown) => this.#problem(error))),
      ),
      card(t('Your tokens'), this.#list),
      h(
        'p',
        {},
        parts('{{link}} (OpenAPI).', {
          link: h('a', { href: '/api/v1/openapi.json' }, t('What programs can ask of this server')),
        }),
      ),
    );
  }

  async #refresh(): Promise<void> {
    const signal = AbortSignal.timeout(askMs);
    const { tokens } = await request({ path: '/api/v1/tokens', schema: tokenList, signal });
    this.#list.replaceChildren(
      tokens.length === 0
        ? h('p', {}, t('None yet.'))
        : h(
            'ul',
            { class: 'kl-list' },
            tokens.map((token) => this.#row(token)),
          ),
    );
  }

  #row(token: TokenView): HTMLElement {
    const { name, scopes, createdAt, expiresAt, usedAt } = token;
    const made = t('made {{at}}', { at: day.format(new Date(createdAt)) });
    const isOver = Date.parse(expiresAt) <= Date.now();
    const used =
      usedAt === null ? t('never used') : t('last used {{at}}', { at: moment.format(new Date(usedAt)) });
    const at = day.format(new Date(expiresAt));
    const until = isOver ? t('ended {{at}}', { at }) : t('good until {{at}}', { at });
    return h(
      'li',
      {},
      h(
        'div',
        {},
        h('strong', {}, name),
        scopes.map((scope) => h('span', { class: 'token-scope', title: scopeWords[scope] }, scope)),
        h('p', {}, `${made} · ${until} · ${used}`),
      ),
      this.#revokeButton(token),
    );
  }

  #revokeButton({ id, name }: TokenView): HTMLElement {
    const button = h(
      'button',
      { type: 'button', class: 'kl-button', 'aria-label': t('Revoke {{name}}', { name }) },
      t('Revoke'),
    );
    button.addEventListener('click', () => {
      this.#revoke(id, name).catch((error: unknown) => this.#problem(error));
    });
    return button;
  }

  async #revoke(id: string, name: string): Promise<void> {
    const { yes } = await confirm({
      title: t('Revoke {{name}}?', { name }),
      body: [h('p', {}, t('Programs that use it are refused from now on. This can’t be taken back.'))],
      yes: t('Revoke'),
      danger: true,
    });
    if (!yes) return;
    const signal = AbortSignal.timeout(askMs);
    await request({ method: 'DELETE', path: `/api/v1/tokens/${id}`, schema: nothing, signal });
    await this.#refresh();
    announce(t('{{name}} is revoked.', { name }));
  }

  #problem(error: unknown): void {
    const note = problemNote(toProblem(error));
    if (note instanceof Node) this.prepend(note);
  }
}

function card(title: string, ...content: readonly Child[]): HTMLElement {
  return h('section', { class: 'kl-card' }, h('h2', {}, title), content);
}

customElements.define('kl-tokens', TokensElement);
