import { problemNote } from '../lab/problem-note.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { announce } from '../ui/announce.ts';
import { confirm } from '../ui/confirm.ts';
import { h } from '../ui/h.ts';
import { forgetAll } from '../ui/remembered.ts';
import { t } from './words.ts';

const deadlineMs = 60_000;

/** `<kl-own-data>`: wakes the button that deletes what the server holds of the learner. */
class OwnDataElement extends HTMLElement {
  #life: AbortController | undefined;

  connectedCallback(): void {
    const { signal } = (this.#life = new AbortController());
    const button = this.querySelector('button');
    button?.addEventListener('click', () => void this.#delete(button), { signal });
  }

  disconnectedCallback(): void {
    this.#life?.abort();
  }

  async #delete(button: HTMLButtonElement): Promise<void> {
    const { yes } = await confirm({
      title: t('Delete everything about you?'),
      body: [
        h(
          'p',
          {},
          t(
            'Labs that are running end now. Progress, points, quiz answers and reports of yours are deleted, your certificate is withdrawn, and nobody can bring them back.',
          ),
        ),
      ],
      yes: t('Delete everything'),
      no: t('Keep it'),
      danger: true,
    });
    if (!yes) return;
    button.setAttribute('aria-disabled', 'true');
    try {
      const signal = AbortSignal.timeout(deadlineMs);
      await request({ method: 'DELETE', path: '/api/own-data', schema: nothing, signal });
      forgetAll();
      this.replaceChildren(
        h('p', { tabindex: -1 }, t('Deleted. This server knows nothing of you any more.')),
      );
      this.querySelector('p')?.focus();
      announce(t('Deleted. This server knows nothing of you any more.'));
    } catch (error) {
      button.removeAttribute('aria-disabled');
      const problem = problemNote(toProblem(error));
      if (problem instanceof Node) this.append(problem);
    }
  }
}

customElements.define('kl-own-data', OwnDataElement);
