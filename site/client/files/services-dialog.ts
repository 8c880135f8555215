import { preview, previewList, type PreviewTarget } from '#site/protocol/previews.ts';
import { toProblem, type ApiProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { h } from '../ui/h.ts';
import { richText } from '../ui/rich-text.ts';
import { t } from './words.ts';

/** Shows the HTTP services of the cluster, each to be opened in a tab of its own. Answers what went wrong, if something did. */
export async function openServices(attempt: string, signal: AbortSignal): Promise<ApiProblem | undefined> {
  const path = `/api/attempts/${attempt}/previews`;
  try {
    const list = await request({ path, schema: previewList, signal });
    show(list.offered, list.services, (service) => openTab(path, service, signal));
    return undefined;
  } catch (error) {
    return toProblem(error);
  }
}

async function openTab(path: string, body: PreviewTarget, signal: AbortSignal): Promise<void> {
  const { url } = await request({ method: 'POST', path, body, schema: preview, signal });
  // The service gets no hold of this window.
  h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }).click();
}

function show(
  offered: boolean,
  services: readonly PreviewTarget[],
  open: (service: PreviewTarget) => Promise<void>,
): void {
  const note = h('div', { role: 'status' });
  const rows = services.map((service) => {
    const name = `${service.namespace} / ${service.service} : ${service.port}`;
    const button = h(
      'button',
      { type: 'button', class: 'kl-button small' },
      t('Open'),
      h('span', { class: 'kl-sr' }, ` ${name}`),
    );
    button.addEventListener('click', () => {
      open(service).catch((error: unknown) => {
        const told = problemNote(toProblem(error));
        note.replaceChildren(...(told instanceof Node ? [told] : []));
      });
    });
    return h('li', {}, h('code', {}, name), ' ', button);
  });
  const words = offered
    ? t(
        'Each opens in a tab of its own, under a name of its own, for as long as this lab runs. Only you get in.',
      )
    : t(
        'This server has no names for previews: they are there for browsers that find it at 127.0.0.1 or localhost. In the terminal, `kubectl port-forward` and `curl` do it.',
      );
  const none =
    offered && services.length === 0 && h('p', {}, t('There is none yet that selects pods of yours.'));
  const dialog = h(
    'dialog',
    { class: 'kl-dialog file-dialog', 'aria-labelledby': 'kl-services' },
    h(
      'form',
      { method: 'dialog' },
      h('h2', { id: 'kl-services' }, t('Services of your cluster')),
      h('p', {}, richText(words)),
      none,
      rows.length > 0 && h('ul', { class: 'service-list' }, rows),
      note,
      h(
        'div',
        { class: 'kl-dialog-actions' },
        h('button', { class: 'kl-button primary', value: '' }, t('Close')),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
}
