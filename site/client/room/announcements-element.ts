import { announcement, type AnnouncementView } from '#site/protocol/room.ts';
import { askSession } from '../account/session.ts';
import { listen, on } from '../http/events.ts';
import { h } from '../ui/h.ts';
import { recall, remember } from '../ui/remembered.ts';
import { t } from './words.ts';

const readKey = 'announcements-read';
const mostKept = 100;

function readIds(): readonly string[] {
  return (recall(readKey) ?? '').split(' ');
}

/** `<kl-announcements>`: what the instructor says, on whatever page the learner is; each until it is put away. */
class Announcements extends HTMLElement {
  readonly #life = new AbortController();

  connectedCallback(): void {
    this.setAttribute('role', 'status');
    askSession()
      .then(({ auth, viewer }) => auth === 'accounts' && viewer?.role === 'learner' && this.#listen())
      .catch((error: unknown) => console.debug('kindlab: no announcements', error));
  }

  disconnectedCallback(): void {
    this.#life.abort();
  }

  #listen(): void {
    listen({
      path: '/api/announcements/events',
      handlers: [on('announcement', announcement, (told) => this.#show(told))],
      onLink: () => undefined,
      onRefused: () => undefined,
      signal: this.#life.signal,
    });
  }

  #show({ id, author, cohort, text }: AnnouncementView): void {
    if (readIds().includes(id) || this.querySelector(`[data-id="${CSS.escape(id)}"]`) !== null) return;
    const away = h('button', { type: 'button', class: 'kl-button' }, t('Got it'));
    const note = h(
      'div',
      { class: 'announcement', 'data-id': id },
      h('p', {}, h('strong', {}, `${author} (${cohort}): `), text),
      away,
    );
    away.addEventListener('click', () => {
      remember(readKey, [...readIds(), id].slice(-mostKept).join(' '));
      note.remove();
    });
    this.append(note);
  }
}

customElements.define('kl-announcements', Announcements);
