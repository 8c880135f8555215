import { certificateId, verification, type Verification } from '#site/protocol/certificates.ts';
import { toProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { certificateSheet, inDays } from './certificate-sheet.ts';
import { t } from './words.ts';

/** `<kl-verify>`: says of a certificate's number, from the link or typed in, whether it is true. */
class VerifyElement extends HTMLElement {
  #life: AbortController | undefined;

  connectedCallback(): void {
    const { signal } = (this.#life = new AbortController());
    addEventListener('hashchange', () => void this.#look(signal), { signal });
    void this.#look(signal);
  }

  disconnectedCallback(): void {
    this.#life?.abort();
  }

  async #look(signal: AbortSignal): Promise<void> {
    const id = location.hash.slice(1);
    if (id === '') {
      this.#put(numberForm());
      return;
    }
    if (!certificateId.safeParse(id).success) {
      this.#put(...said({ state: 'unknown' }));
      return;
    }
    try {
      const path = `/api/certificates/${encodeURIComponent(id)}`;
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(30_000)]);
      this.#put(...said(await request({ path, schema: verification, signal: deadline })));
    } catch (error) {
      if (!signal.aborted) this.#put(problemNote(toProblem(error)), numberForm());
    }
  }

  #put(...children: readonly Child[]): void {
    this.replaceChildren(...children.filter((child): child is Node => child instanceof Node));
  }
}

function numberForm(): HTMLElement {
  return form({
    label: t('Verify a certificate'),
    content: [field({ name: 'id', label: t('Number of the certificate'), autocomplete: 'off' })],
    button: t('Verify'),
    busy: t('Looking…'),
    send: (value) => {
      location.hash = value('id').trim();
      return Promise.resolve();
    },
  });
}

function said(found: Verification): Child[] {
  if (found.state === 'valid') {
    return [
      verdict('valid', icon('pass'), t('Valid'), t('This server issued it, and nothing in it was changed.')),
      certificateSheet(found.certificate),
    ];
  }
  if (found.state === 'withdrawn') {
    const words = t('This certificate was withdrawn on {{at}}, and counts no more.', {
      at: inDays(found.at),
    });
    return [verdict('withdrawn', icon('fail'), t('Withdrawn'), words), numberForm()];
  }
  const words = t(
    'This server has issued no certificate with this number. Look whether it is the whole number.',
  );
  return [verdict('unknown', icon('unproven'), t('Unknown'), words), numberForm()];
}

function verdict(
  state: Verification['state'],
  sign: SVGSVGElement,
  word: string,
  words: string,
): HTMLElement {
  return h(
    'p',
    { class: `verdict verdict-${state}`, role: 'status' },
    sign,
    h('span', {}, h('strong', {}, `${word}. `), words),
  );
}

customElements.define('kl-verify', VerifyElement);
