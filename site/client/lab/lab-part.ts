import { patch } from '../ui/patch.ts';
import { followLab } from './lab-element.ts';
import type { LabController } from './lab-controller.ts';
import type { LabState } from './lab-state.ts';

/** An element that shows a part of the lab's state and acts on `data-action` buttons inside it. */
export abstract class LabPart extends HTMLElement {
  #life: AbortController | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #state: LabState | undefined;
  protected controller: LabController | undefined;

  /** What should be on the screen. */
  protected abstract view(state: LabState): readonly Node[];
  /** A `data-action` button was pressed. */
  protected abstract act(action: string, button: HTMLElement): void;
  /** Runs after the screen was brought up to date. */
  protected changed?(state: LabState, before: LabState | undefined): void;

  connectedCallback(): void {
    const life = new AbortController();
    this.#life = life;
    this.controller = followLab(this, life.signal, (state) => {
      const before = this.#state;
      this.#state = state;
      this.refresh();
      this.changed?.(state, before);
    });
    this.addEventListener('click', (event) => this.#click(event), { signal: life.signal });
  }

  disconnectedCallback(): void {
    this.#life?.abort();
    clearInterval(this.#timer);
  }

  /** Draws again, also every second if the view counts time. */
  protected refresh(): void {
    if (this.#state !== undefined) patch(this, this.view(this.#state));
  }

  protected countTime(everyMs: number): void {
    this.#timer ??= setInterval(() => this.refresh(), everyMs);
  }

  #click(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    if (!(button instanceof HTMLElement) || button.getAttribute('aria-disabled') === 'true') return;
    this.act(button.dataset['action'] ?? '', button);
  }
}
