import {
  certificateStatus,
  certificateView,
  type CertificateStatus,
  type CertificateView,
} from '#site/protocol/certificates.ts';
import { signInHref } from '../account/session.ts';
import { pageHref } from '../language/page-language.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { announce } from '../ui/announce.ts';
import { confirm } from '../ui/confirm.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { certificateSheet, countExercises, verifyAddress } from './certificate-sheet.ts';
import { t } from './words.ts';

const path = '/api/certificate';
const deadline = (): AbortSignal => AbortSignal.timeout(30_000);

/** `<kl-certificate>`: what is missing for it, the question whom it is for, or the certificate itself. */
class CertificateElement extends HTMLElement {
  connectedCallback(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.#show(await request({ path, schema: certificateStatus, signal: deadline() }));
    } catch (error) {
      const problem = toProblem(error);
      const signIn =
        problem.status === 401 && h('a', { class: 'kl-button primary', href: signInHref() }, t('Sign in'));
      this.#put(problemNote(problem), signIn);
    }
  }

  #show(status: CertificateStatus): void {
    if (status.certificate !== null) this.#showSheet(status.certificate);
    else if (status.open.length > 0) this.#put(...missing(status));
    else this.#put(...this.#issue(status));
  }

  #showSheet(certificate: CertificateView): void {
    const print = h('button', { type: 'button', class: 'kl-button primary' }, t('Print'));
    const copy = h('button', { type: 'button', class: 'kl-button' }, t('Copy the link that verifies it'));
    const withdraw = h('button', { type: 'button', class: 'kl-button danger' }, t('Withdraw it'));
    print.addEventListener('click', () => window.print());
    copy.addEventListener('click', () => void copyLink(certificate.id));
    withdraw.addEventListener('click', () => void this.#withdraw());
    const actions = h('p', { class: 'certificate-actions' }, print, copy, withdraw);
    this.#put(certificateSheet(certificate), actions);
  }

  #issue({ name, course }: CertificateStatus): Child[] {
    const asked =
      name === null &&
      field({
        name: 'name',
        label: t('Your name, as it should stand there'),
        autocomplete: 'name',
        hint: t('This server has no accounts, so nobody checks the name.'),
      });
    const element = form({
      label: t('Get the certificate'),
      content: [
        h(
          'p',
          {},
          t('You have proven every lab of {{course}}.', { course }),
          name !== null && ` ${t('It is made out to {{name}}.', { name })}`,
        ),
        asked,
      ],
      button: t('Get the certificate'),
      busy: t('Signing…'),
      send: async (value) => {
        const body = name === null ? { name: value('name') } : {};
        this.#showSheet(
          await request({ method: 'POST', path, body, schema: certificateView, signal: deadline() }),
        );
        announce(t('Your certificate is there.'));
        this.querySelector<HTMLElement>('.certificate-actions button')?.focus();
      },
    });
    return [element];
  }

  async #withdraw(): Promise<void> {
    const { yes } = await confirm({
      title: t('Withdraw this certificate?'),
      body: [
        h(
          'p',
          {},
          t(
            'From now on its link says that it was withdrawn, and nothing else. You can get a new one, with a new number.',
          ),
        ),
      ],
      yes: t('Withdraw'),
      no: t('Keep it'),
      danger: true,
    });
    if (!yes) return;
    try {
      await request({ method: 'DELETE', path, schema: nothing, signal: deadline() });
      announce(t('It is withdrawn.'));
      await this.#load();
    } catch (error) {
      const note = problemNote(toProblem(error));
      if (note instanceof Node) this.append(note);
    }
  }

  #put(...children: readonly Child[]): void {
    this.replaceChildren(...children.filter((child): child is Node => child instanceof Node));
  }
}

async function copyLink(id: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(verifyAddress(id));
    announce(t('Copied.'));
  } catch (error) {
    console.debug('kindlab: this browser does not let us copy', error);
    announce(t('This browser does not let the page copy; the link stands on the certificate.'));
  }
}

function missing({ course, open }: CertificateStatus): Child[] {
  return [
    h(
      'p',
      {},
      t(
        'It says that you have proven every lab of {{course}}. These are still open; bonus exercises are not needed:',
        { course },
      ),
    ),
    h(
      'ul',
      { class: 'certificate-open' },
      open.map(({ lab, title, exercises }) =>
        h('li', {}, h('a', { href: pageHref(`/labs/${lab}/`) }, title), ` ${countExercises(exercises)}`),
      ),
    ),
  ];
}

customElements.define('kl-certificate', CertificateElement);
