import { cohortList } from '#site/protocol/cohorts.ts';
import { handQueue, type QueuedHand } from '#site/protocol/help.ts';
import {
  announcement,
  leftRoom,
  roomLearner,
  roomView,
  type RoomLearner,
  type RoomView,
} from '#site/protocol/room.ts';
import { listen, on, type Link } from '../http/events.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { failPage } from '../account/fail-page.ts';
import { OwnWords } from '../language/own-words.ts';
import { pageHref } from '../language/page-language.ts';
import { englishNote } from '../ui/english-note.ts';
import { announce } from '../ui/announce.ts';
import { inWords } from '../ui/duration.ts';
import { form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { patch } from '../ui/patch.ts';
import { richText } from '../ui/rich-text.ts';
import { handCall, handQueueView } from './hand-queue.ts';
import { groupHeldUp, type HeldUp } from './room-store.ts';
import { heatMap, peopleTable } from './room-tables.ts';
import { parts, plural, t } from './words.ts';

const clockMs = 5000;

/** `<kl-room>`: a cohort at work, live; without `?cohort=` the cohorts that one teaches. */
class RoomElement extends HTMLElement {
  readonly #life = new AbortController();
  readonly #learners = new Map<string, RoomLearner>();
  readonly #live = h('div', { class: 'room-live' });
  #room: RoomView | undefined;
  #link: Link = 'connecting';
  #asked = false;
  #groups: readonly HeldUp[] = [];
  #hands: readonly QueuedHand[] = [];
  /** Whom the next announcement is for; `undefined`: everybody. */
  #to: HeldUp | undefined;

  connectedCallback(): void {
    const id = new URLSearchParams(location.search).get('cohort');
    (id === null ? this.#showCohorts() : this.#open(id)).catch((error: unknown) => failPage(this, error));
  }

  disconnectedCallback(): void {
    this.#life.abort();
  }

  async #showCohorts(): Promise<void> {
    const { cohorts } = await request({
      path: '/api/cohorts',
      schema: cohortList,
      signal: this.#life.signal,
    });
    const link = ({ id, name, learners, seats }: (typeof cohorts)[number]): HTMLElement =>
      h(
        'li',
        {},
        h('a', { href: `?cohort=${id}` }, name),
        h('span', {}, t('{{learners}} of {{seats}} seats taken', { learners, seats })),
      );
    this.replaceChildren(
      cohorts.length === 0
        ? h('p', {}, t('You teach no cohort yet.'))
        : h('ul', { class: 'kl-list' }, cohorts.map(link)),
      h('p', { class: 'room-links' }, h('a', { href: pageHref('/cohorts/') }, t('Make and change cohorts'))),
    );
  }

  async #open(id: string): Promise<void> {
    const { signal } = this.#life;
    const path = `/api/cohorts/${encodeURIComponent(id)}`;
    const [room, words] = await Promise.all([
      request({ path: `${path}/room`, schema: roomView, signal }),
      OwnWords.load(),
    ]);
    this.#room = words.of(room);
    this.replaceChildren(this.#live, ...englishNote(words), this.#announcing(path));
    // Buttons live through every redraw; what they stand for is looked up when they are pressed.
    this.#live.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest('[data-group]') : null;
      const group = this.#groups.find(({ key }) => key === button?.getAttribute('data-group'));
      if (group !== undefined) this.#address(group);
      this.#pressHand(path, event.target);
    });
    listen({
      path: `${path}/room/events`,
      handlers: [
        on('learner', roomLearner, (learner) =>
          this.#hear(() => this.#learners.set(learner.id, words.of(learner))),
        ),
        on('hands', handQueue, ({ hands }) => this.#hear(() => this.#heardHands(hands))),
        on('left', leftRoom, (left) => this.#hear(() => this.#learners.delete(left.id))),
      ],
      onLink: (link) => this.#hear(() => (this.#link = link)),
      onRefused: () => undefined,
      signal,
    });
    const clock = setInterval(() => this.#draw(), clockMs);
    signal.addEventListener('abort', () => clearInterval(clock));
  }

  /** Many may change at once: they are drawn together. */
  #hear(change: () => void): void {
    change();
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#draw();
    });
  }

  #draw(): void {
    if (this.#room === undefined) return;
    const learners = [...this.#learners.values()].sort((a, b) => a.name.localeCompare(b.name));
    const here = learners.filter(({ online }) => online).length;
    const now = Date.now();
    const query = `?cohort=${encodeURIComponent(this.#room.cohort.id)}`;
    const nodes: Child[] = [
      h('h2', {}, this.#room.cohort.name),
      h(
        'p',
        { class: 'room-sum' },
        parts('{{count}} are here.', {
          count: h('strong', {}, t('{{some}} of {{all}}', { some: here, all: learners.length })),
        }),
        this.#link === 'lost' && ` ${t('The server does not answer; what you see may be old.')}`,
      ),
      h(
        'p',
        { class: 'room-links' },
        h('a', { href: pageHref(`/marks/${query}`) }, t('Marks')),
        h('a', { href: pageHref(`/insights/${query}`) }, t('Charts')),
        h('a', { href: pageHref(`/cohorts/${query}`) }, t('People and rules')),
      ),
      handQueueView(this.#hands, this.#room, now),
      this.#heldUp(learners, this.#room, now),
      h('h3', {}, t('Who is at what')),
      h(
        'div',
        { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': t('Who is at what') },
        peopleTable(learners, this.#room, now),
      ),
      h('h3', {}, t('Exercises')),
      h(
        'div',
        { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': t('Exercises') },
        heatMap(learners, this.#room),
      ),
    ];
    patch(
      this.#live,
      nodes.filter((node) => node instanceof Node),
    );
  }

  #heardHands(hands: readonly QueuedHand[]): void {
    const known = new Set(this.#hands.map(({ id }) => id));
    const fresh = hands.filter(({ id, helper }) => helper === null && !known.has(id));
    const names = fresh.map(({ learner }) => learner.name).join(', ');
    if (fresh.length > 0) announce(t('{{names}}: hand up', { names }));
    this.#hands = hands;
  }

  #pressHand(path: string, target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest('[data-hand]') : null;
    const hand = this.#hands.find(({ id }) => id === button?.getAttribute('data-hand'));
    if (hand === undefined) return;
    const call = handCall(`${path}/hands/${hand.id}`, button?.getAttribute('data-act') ?? '');
    request({ ...call, schema: nothing, signal: AbortSignal.timeout(30_000) }).catch((error: unknown) => {
      const { message, hint } = toProblem(error);
      announce(`${message} ${hint}`, 'assertive');
    });
  }

  #heldUp(learners: readonly RoomLearner[], room: RoomView, now: number): HTMLElement {
    const groups = groupHeldUp(learners, room);
    this.#groups = groups;
    const item = (group: HeldUp): HTMLElement => {
      const count = group.learners.length;
      const words = plural(count, { one: 'Write to this one', other: 'Write to these {{count}}' });
      const button = h(
        'button',
        {
          type: 'button',
          class: 'kl-button',
          'data-group': group.key,
          'aria-label': `${words}: ${group.claim}`,
        },
        words,
      );
      const values: Readonly<Record<'claim' | 'count' | 'exercise' | 'long', Child>> = {
        count: h('strong', {}, t('{{some}} of {{all}}', { some: count, all: learners.length })),
        long: inWords(now - group.since.getTime()),
        claim: richText(group.claim),
        exercise: group.exercise,
      };
      return h(
        'li',
        { 'data-key': group.key },
        h('p', {}, parts('{{count}} for up to {{long}}: {{claim}} ({{exercise}})', values)),
        button,
      );
    };
    return h(
      'section',
      { class: 'room-held' },
      h('h3', {}, t('Held up')),
      groups.length === 0
        ? h('p', {}, t('Nobody right now.'))
        : h('ul', { class: 'kl-list' }, groups.map(item)),
    );
  }

  #address(group: HeldUp | undefined): void {
    this.#to = group;
    const note = this.querySelector('.room-to');
    const count = group?.learners.length ?? 0;
    if (note !== null)
      note.textContent =
        group === undefined
          ? t('To everybody in the cohort.')
          : t('To the {{count}} held up by “{{claim}}”.', { count, claim: group.claim });
    const text = this.querySelector('textarea');
    text?.focus();
  }

  #announcing(path: string): HTMLElement {
    const text = h('textarea', { id: 'room-text', name: 'text', rows: 3, maxlength: 1000, required: true });
    const everybody = h('button', { type: 'button', class: 'kl-button quiet' }, t('To everybody instead'));
    everybody.addEventListener('click', () => this.#address(undefined));
    const sending = form({
      label: t('Announce'),
      content: [
        h('div', { class: 'kl-field' }, h('label', { for: 'room-text' }, t('Message')), text),
        h('p', { class: 'room-to', role: 'status' }, t('To everybody in the cohort.')),
        everybody,
      ],
      button: t('Send'),
      busy: t('Sending…'),
      send: async (value) => {
        const to = this.#to === undefined ? {} : { to: [...this.#to.learners] };
        const body = { text: value('text'), ...to };
        const signal = AbortSignal.timeout(30_000);
        await request({ method: 'POST', path: `${path}/announcements`, schema: announcement, body, signal });
        text.value = '';
        this.#address(undefined);
        announce(t('The message is sent.'));
      },
    });
    return h('section', { class: 'kl-card' }, h('h2', {}, t('Announce')), sending);
  }
}

customElements.define('kl-room', RoomElement);
