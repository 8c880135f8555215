import { h } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { exerciseSigns } from './exercise-state.ts';
import { LabPart } from './lab-part.ts';
import { progressOf, type LabState } from './lab-state.ts';

/** Band of the window in which a section counts as being read. */
const readingBand = '-25% 0px -60% 0px';

/** `<kl-outline>`: the exercises as a row of steps, and which of them is being read. */
class Outline extends LabPart {
  #reading: IntersectionObserver | undefined;
  #life: AbortController | undefined;
  /** A step was pressed; its scrolling may end beside its section, and must not choose another one. */
  #pressed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const life = new AbortController();
    this.#life = life;
    for (const gesture of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
      document.addEventListener(gesture, () => (this.#pressed = false), {
        capture: true,
        passive: true,
        signal: life.signal,
      });
    this.#reading = new IntersectionObserver((entries) => this.#read(entries), { rootMargin: readingBand });
    for (const section of document.querySelectorAll('[data-exercise]')) this.#reading.observe(section);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.disconnect();
    this.#life?.abort();
  }

  protected view(state: LabState): readonly Node[] {
    const exercises = state.lab?.exercises ?? [];
    if (exercises.length === 0) return [];
    const items = exercises.map(({ id, title }, index) => {
      const shown = progressOf(state, id)?.state ?? 'notTried';
      const sign = exerciseSigns[shown];
      const current = id === state.current;
      const mark =
        shown === 'notTried' ? h('span', { class: 'number' }, String(index + 1)) : icon(sign.icon, 16);
      return h(
        'li',
        { 'data-key': id },
        h(
          'a',
          {
            href: `#${id}`,
            'data-action': id,
            class: `step-link is-${shown}`,
            'aria-current': current ? 'step' : undefined,
            title,
          },
          mark,
          h('span', { class: 'step-name' }, title),
          h('span', { class: 'kl-sr' }, `, ${sign.word}`),
        ),
      );
    });
    return [h('ol', {}, items)];
  }

  protected override changed(state: LabState): void {
    for (const chip of document.querySelectorAll('[data-exercise-state]')) {
      const shown = progressOf(state, chip.getAttribute('data-exercise-state') ?? '')?.state ?? 'notTried';
      const sign = exerciseSigns[shown];
      if (chip.getAttribute('data-state') === shown) continue;
      chip.setAttribute('data-state', shown);
      chip.replaceChildren(...(shown === 'notTried' ? [] : [icon(sign.icon, 16), sign.word]));
    }
  }

  /** The link itself scrolls; what is asked for is shown even where the page is too short to scroll there. */
  protected act(action: string): void {
    this.#pressed = true;
    this.controller?.show(action);
  }

  #read(entries: readonly IntersectionObserverEntry[]): void {
    if (this.#pressed) return;
    // The one before may still touch the band with its last line.
    const section = entries.findLast(({ isIntersecting }) => isIntersecting)?.target;
    const id = section?.getAttribute('data-exercise');
    if (typeof id === 'string') this.controller?.show(id);
  }
}

customElements.define('kl-outline', Outline);
