import { remember } from '../ui/remembered.ts';
import { t } from './words.ts';

/**
 * `<kl-mode>`: guided or open. In open mode a command block stands behind a button; the page itself is the same. What
 * was chosen holds for every lab, and is on the page before this script is.
 */
class ModeElement extends HTMLElement {
  #life: AbortController | undefined;

  connectedCallback(): void {
    const { signal } = (this.#life = new AbortController());
    this.addEventListener('change', (event) => this.#choose(event), { signal });
    document.addEventListener('click', reveal, { signal });
  }

  disconnectedCallback(): void {
    this.#life?.abort();
  }

  #choose({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    document.documentElement.dataset['labMode'] = target.value;
    remember('lab-mode', target.value);
  }
}

function reveal({ target }: Event): void {
  const button = target instanceof Element ? target.closest('.kl-reveal') : null;
  if (button === null) return;
  const shown = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!shown));
  button.textContent = shown ? t('Show the command') : t('Hide the command');
}

customElements.define('kl-mode', ModeElement);
