import type { ViewerView } from '#site/protocol/accounts.ts';
import { pageHref } from '../language/page-language.ts';
import { h } from '../ui/h.ts';
import { askSession, signInHref, teaches } from './session.ts';
import { t } from './words.ts';

function links(viewer: ViewerView | null): readonly HTMLElement[] {
  if (viewer === null) return [h('a', { href: signInHref() }, t('Sign in'))];
  const account = h(
    'a',
    { href: pageHref('/account/'), title: t('Signed in as {{name}}', { name: viewer.name }) },
    h('span', { class: 'kl-sr' }, `${t('Account of')} `),
    viewer.name,
  );
  return teaches(viewer) ? [h('a', { href: pageHref('/room/') }, t('Room')), account] : [account];
}

/** `<kl-account>`: who is signed in, or the way to sign in. Empty where there are no accounts, or no server. */
class AccountLink extends HTMLElement {
  connectedCallback(): void {
    askSession()
      .then(({ auth, viewer }) => auth === 'accounts' && this.replaceChildren(...links(viewer)))
      .catch((error: unknown) => console.debug('kindlab: not known who is signed in', error));
  }
}

customElements.define('kl-account', AccountLink);
