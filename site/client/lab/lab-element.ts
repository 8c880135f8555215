import { LabController } from './lab-controller.ts';
import type { LabState } from './lab-state.ts';

/** `<kl-lab lab="…">`: owns the connection of a lab page. Everything inside finds it with `labOf`. */
export class LabElement extends HTMLElement {
  #controller: LabController | undefined;

  get controller(): LabController {
    this.#controller ??= new LabController(this.getAttribute('lab') ?? '');
    return this.#controller;
  }

  connectedCallback(): void {
    void this.controller.load();
  }

  disconnectedCallback(): void {
    this.#controller?.stop();
    this.#controller = undefined;
  }
}

/** Calls back with every state of the lab around `element`; ends with the signal. */
export function followLab(
  element: Element,
  signal: AbortSignal,
  listener: (state: LabState) => void,
): LabController {
  const lab = element.closest('kl-lab');
  if (!(lab instanceof LabElement)) throw new Error(`<${element.localName}> has to stand inside <kl-lab>.`);
  const stop = lab.controller.store.subscribe(listener);
  signal.addEventListener('abort', stop);
  return lab.controller;
}
