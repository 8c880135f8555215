import { gradebook, ownMarks, type Gradebook } from '#site/protocol/marks.ts';
import { failPage } from '../account/fail-page.ts';
import { request } from '../http/request.ts';
import { OwnWords } from '../language/own-words.ts';
import { pageHref } from '../language/page-language.ts';
import { englishNote } from '../ui/english-note.ts';
import { h } from '../ui/h.ts';
import { openMark } from './mark-dialog.ts';
import { keyOf, marksTable } from './marks-table.ts';
import { t } from './words.ts';

function lateWords({ late }: Gradebook): string {
  switch (late.kind) {
    case 'none':
      return t('What comes late counts in full.');
    case 'perDay':
      return t('Each day late takes {{percent}} % off the points of a check.', { percent: late.percent });
    case 'cutOff':
      return t('What comes late does not count.');
  }
}

/** `<kl-marks>`: the gradebook of `?cohort=` for who teaches it; without it, one's own marks. */
class MarksElement extends HTMLElement {
  readonly #life = new AbortController();

  connectedCallback(): void {
    const cohort = new URLSearchParams(location.search).get('cohort');
    (cohort === null ? this.#showOwn() : this.#showCohort(cohort)).catch((error: unknown) =>
      failPage(this, error),
    );
  }

  disconnectedCallback(): void {
    this.#life.abort();
  }

  async #showCohort(id: string): Promise<void> {
    const path = `/api/cohorts/${encodeURIComponent(id)}/marks`;
    const { signal } = this.#life;
    const [answer, words] = await Promise.all([
      request({ path, schema: gradebook, signal }),
      OwnWords.load(),
    ]);
    const book = words.of(answer);
    const json = URL.createObjectURL(
      new Blob([JSON.stringify(answer, null, 2)], { type: 'application/json' }),
    );
    this.replaceChildren(
      h('h2', {}, book.cohort.name),
      h(
        'p',
        { class: 'room-links' },
        h('a', { href: pageHref(`/room/?cohort=${encodeURIComponent(id)}`) }, t('Room')),
        h('a', { href: `${path}.csv`, download: true }, t('Download as CSV')),
        h('a', { href: json, download: `marks-${id}.json` }, t('Download as JSON')),
      ),
      h('p', {}, lateWords(book), ' ', t('Press a mark to see what it is made of, and to set it by hand.')),
      this.#table(book, (cell) => this.#showChanged(book, cell)),
      ...englishNote(words),
    );
  }

  async #showOwn(): Promise<void> {
    const { signal } = this.#life;
    const [answer, words] = await Promise.all([
      request({ path: '/api/marks', schema: ownMarks, signal }),
      OwnWords.load(),
    ]);
    const { cohorts } = words.of(answer);
    const sections = cohorts.flatMap((book) => [
      h('h2', {}, book.cohort.name),
      h('p', {}, lateWords(book), ' ', t('Press a mark to see what it is made of.')),
      this.#table(book, undefined),
    ]);
    this.replaceChildren(
      ...(sections.length > 0
        ? [...sections, ...englishNote(words)]
        : [h('p', {}, t('You are in no cohort, so nobody marks what you do.'))]),
    );
  }

  #table(book: Gradebook, changed: ((cell: string) => void) | undefined): HTMLElement {
    const host = h(
      'div',
      {
        class: 'room-scroll',
        tabindex: 0,
        role: 'group',
        'aria-label': t('Marks of {{name}}', { name: book.cohort.name }),
      },
      marksTable(book),
    );
    host.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest('[data-column]') : null;
      const learner = book.learners.find(({ id }) => id === button?.getAttribute('data-learner'));
      const column = book.columns.find((each) => keyOf(each) === button?.getAttribute('data-column'));
      if (learner === undefined || column === undefined) return;
      openMark({
        book,
        learner,
        column,
        ...(changed === undefined
          ? {}
          : {
              onChange: () =>
                changed(
                  `[data-learner="${CSS.escape(learner.id)}"][data-column="${CSS.escape(keyOf(column))}"]`,
                ),
            }),
      });
    });
    return host;
  }

  /** The total changed with it, so the whole book is asked for anew; the mark keeps the focus. */
  #showChanged({ cohort }: Gradebook, cell: string): void {
    this.#showCohort(cohort.id)
      .then(() => this.querySelector<HTMLElement>(cell)?.focus())
      .catch((error: unknown) => failPage(this, error));
  }
}

customElements.define('kl-marks', MarksElement);
