import { cohortList, cohortView, type CohortView } from '#site/protocol/cohorts.ts';
import { signInHref } from '../account/session.ts';
import { toProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { pageHref } from '../language/page-language.ts';
import { problemNote } from '../lab/problem-note.ts';
import { announce } from '../ui/announce.ts';
import { h, type Child } from '../ui/h.ts';
import { capacityCard } from './capacity-card.ts';
import { card } from './card.ts';
import { cohortForm, type LabChoice } from './cohort-form.ts';
import { changeOf, emptyValues, planOf, valuesOf, type Plan } from './cohort-plan.ts';
import { cohortLinks } from './cohort-links.ts';
import { copyCard } from './copy-card.ts';
import { deleteCard, exportLink } from './delete-card.ts';
import { inviteCard } from './invite-card.ts';
import { ltiCard } from './lti-card.ts';
import { parseLabs } from './parse-labs.ts';
import { PeopleCards } from './people-cards.ts';
import { rosterCard } from './roster-card.ts';
import { sayWallTime } from './wall-time.ts';
import { webhookCard } from './webhook-card.ts';
import { xapiCard } from './xapi-card.ts';
import { parts, t } from './words.ts';

const sendMs = 30_000;

/** `<kl-cohorts>`: the cohorts that one teaches; `?new` makes one, `?cohort=` is about one. */
class CohortsElement extends HTMLElement {
  readonly #life = new AbortController();
  #labs: readonly LabChoice[] = [];

  connectedCallback(): void {
    this.#labs = parseLabs(this.dataset['labs']);
    const query = new URLSearchParams(location.search);
    const id = query.get('cohort');
    const shown =
      id !== null ? this.#showOne(id) : query.has('new') ? this.#showNew() : this.#showAll(undefined);
    shown.catch((error: unknown) => this.#fail(error));
  }

  disconnectedCallback(): void {
    this.#life.abort();
  }

  async #showAll(note: Child): Promise<void> {
    const { signal } = this.#life;
    const { cohorts } = await request({ path: '/api/cohorts', schema: cohortList, signal });
    this.#replace(
      note,
      h('p', {}, h('a', { class: 'kl-button primary', href: '?new' }, t('New cohort'))),
      cohorts.length === 0
        ? h('p', {}, t('You teach no cohort yet. A cohort is people who take the course together.'))
        : cohortLinks(cohorts),
    );
  }

  /** Asks for the list first: whoever may not make a cohort hears it before filling a form. */
  async #showNew(): Promise<void> {
    await request({ path: '/api/cohorts', schema: cohortList, signal: this.#life.signal });
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    this.#replace(
      h('p', { class: 'room-links' }, h('a', { href: pageHref('/cohorts/') }, t('All cohorts'))),
      h('h2', {}, t('New cohort')),
      h(
        'div',
        { class: 'kl-card' },
        cohortForm({
          label: t('New cohort'),
          button: t('Make the cohort'),
          labs: this.#labs,
          values: emptyValues(timeZone),
          send: async (body) => {
            const signal = AbortSignal.timeout(sendMs);
            const path = '/api/cohorts';
            const made = await request({ method: 'POST', path, schema: cohortView, body, signal });
            location.assign(pageHref(`/cohorts/?cohort=${encodeURIComponent(made.id)}`));
          },
        }),
      ),
    );
  }

  async #showOne(id: string): Promise<void> {
    const path = `/api/cohorts/${encodeURIComponent(id)}`;
    const cohort = await request({ path, schema: cohortView, signal: this.#life.signal });
    const head = h('div', { class: 'cohort-head' }, heading(cohort));
    const { signal } = this.#life;
    const fillHead = (): void => {
      this.#fillHead(path, head).catch((error: unknown) => this.#fail(error));
    };
    const people = new PeopleCards({ path, cohort, signal, onSeats: fillHead });
    const again = (): void => {
      fillHead();
      people.fill().catch((error: unknown) => this.#fail(error));
    };
    const rules = h('div', {});
    this.#fillRules(path, { cohort, rules, head });
    const [platform, webhooks, statements] = await Promise.all([
      ltiCard(path, again, signal),
      webhookCard(path, cohort, signal),
      xapiCard(path, cohort, signal),
    ]);
    this.#replace(
      head,
      inviteCard(path, again),
      rosterCard(path, again),
      platform,
      people.people,
      people.codes,
      capacityCard(path, cohort),
      card(t('Rules'), rules),
      webhooks,
      statements,
      copyCard(path, cohort),
      this.#deleteCard(path, cohort),
    );
    await people.fill();
  }

  #fillRules(
    path: string,
    {
      cohort,
      rules,
      head,
    }: { readonly cohort: CohortView } & Readonly<Record<'head' | 'rules', HTMLElement>>,
  ): void {
    const labs = withNamed(this.#labs, cohort);
    const values = valuesOf(cohort);
    const before = planOf(
      (name) => values[name] ?? '',
      labs.map(({ id }) => id),
    );
    const send = async (after: Plan): Promise<void> => {
      const body = changeOf(before, after);
      const signal = AbortSignal.timeout(sendMs);
      const changed = await request({ method: 'POST', path, schema: cohortView, body, signal });
      head.replaceChildren(...nodes(heading(changed)));
      this.#fillRules(path, { cohort: changed, rules, head });
      const saved = h('p', { class: 'kl-done', tabindex: -1 }, t('Saved.'));
      rules.append(saved);
      saved.focus();
    };
    rules.replaceChildren(cohortForm({ label: t('Rules'), button: t('Save the rules'), labs, values, send }));
  }

  /** The seats that are taken have changed. */
  async #fillHead(path: string, head: HTMLElement): Promise<void> {
    const cohort = await request({ path, schema: cohortView, signal: this.#life.signal });
    head.replaceChildren(...nodes(heading(cohort)));
  }

  #deleteCard(path: string, cohort: CohortView): HTMLElement {
    return deleteCard(path, cohort, (exported) => {
      const deleted = t('“{{name}}” is deleted.', { name: cohort.name });
      const done = h(
        'div',
        { class: 'kl-card' },
        h('p', { class: 'kl-done' }, deleted),
        h(
          'p',
          {},
          parts('Its export is in the folder {{folder}} of the server’s data folder.', {
            folder: h('code', {}, 'exports'),
          }),
        ),
        exportLink(exported),
      );
      history.replaceState(null, '', pageHref('/cohorts/'));
      announce(deleted);
      this.#showAll(done).catch((error: unknown) => this.#fail(error));
    });
  }

  #replace(...children: readonly Child[]): void {
    this.replaceChildren(...nodes(children));
  }

  #fail(error: unknown): void {
    const problem = toProblem(error);
    if (problem.status === 401) {
      location.replace(signInHref());
      return;
    }
    this.#replace(problemNote(problem));
  }
}

function nodes(children: readonly Child[]): readonly Node[] {
  return [...h('div', {}, children).childNodes];
}

function heading({ id, name, timeZone, startsAt, endsAt, seats, learners }: CohortView): readonly Child[] {
  const query = `?cohort=${encodeURIComponent(id)}`;
  return [
    h(
      'p',
      { class: 'room-links' },
      h('a', { href: pageHref('/cohorts/') }, t('All cohorts')),
      h('a', { href: pageHref(`/room/${query}`) }, t('Room')),
      h('a', { href: pageHref(`/marks/${query}`) }, t('Marks')),
      h('a', { href: pageHref(`/insights/${query}`) }, t('Charts')),
    ),
    h('h2', {}, name),
    h(
      'p',
      {},
      t('{{from}} to {{until}} ({{timeZone}}) · {{learners}} of {{seats}} seats taken', {
        from: sayWallTime(startsAt, timeZone),
        until: sayWallTime(endsAt, timeZone),
        timeZone,
        learners,
        seats,
      }),
    ),
  ];
}

/** Also labs that the cohort names and this page does not know: saving must not lose them. */
function withNamed(known: readonly LabChoice[], cohort: CohortView): readonly LabChoice[] {
  const more = cohort.labs.filter(({ lab }) => known.every(({ id }) => id !== lab));
  return [...known, ...more.map(({ lab }) => ({ id: lab, title: lab }))];
}

customElements.define('kl-cohorts', CohortsElement);
