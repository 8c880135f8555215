import { kubeconfig } from '#site/protocol/api.ts';
import { toProblem, type ApiProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { copyText } from '../terminal/copy.ts';
import { confirm } from '../ui/confirm.ts';
import { h } from '../ui/h.ts';
import { parts, t } from './words.ts';

/** Tells what a kubeconfig is, and shows one when the learner wants it. Answers what went wrong, if something did. */
export async function takeKubeconfig(attempt: string, signal: AbortSignal): Promise<ApiProblem | undefined> {
  const { yes } = await confirm({
    title: t('Take a kubeconfig along?'),
    body: [
      h(
        'p',
        {},
        t('With it, kubectl and other tools outside of the terminal reach the cluster of this lab.'),
      ),
      h(
        'p',
        {},
        h('strong', {}, t('It holds a key.')),
        ' ',
        t(
          'Whoever has it can do in your cluster what you can, until the lab ends: keep it to yourself, and out of repositories and chats.',
        ),
      ),
      h(
        'p',
        {},
        t(
          'It works on the machine that Kindlab runs on and on no other, because the cluster listens on its loopback address only.',
        ),
      ),
    ],
    yes: t('Show it'),
    no: t('Not now'),
  });
  if (!yes) return undefined;
  try {
    const path = `/api/attempts/${attempt}/kubeconfig`;
    show(await request({ method: 'POST', path, schema: kubeconfig, signal }));
    return undefined;
  } catch (error) {
    return toProblem(error);
  }
}

function show({ text, server }: { readonly text: string; readonly server: string }): void {
  const { port } = new URL(server);
  const copy = h('button', { type: 'button', class: 'kl-button' }, t('Copy'));
  copy.addEventListener('click', () => void copyText(text));
  const file = `data:application/yaml;charset=utf-8,${encodeURIComponent(text)}`;
  const dialog = h(
    'dialog',
    { class: 'kl-dialog file-dialog', 'aria-labelledby': 'kl-kubeconfig' },
    h(
      'form',
      { method: 'dialog' },
      h('h2', { id: 'kl-kubeconfig' }, t('Kubeconfig')),
      h('pre', { tabindex: 0, 'aria-label': t('The kubeconfig') }, text),
      h(
        'p',
        {},
        parts('From another machine, forward the port first: {{command}}.', {
          command: h('code', {}, `ssh -L ${port}:127.0.0.1:${port} that-machine`),
        }),
      ),
      h(
        'div',
        { class: 'kl-dialog-actions' },
        h('a', { class: 'kl-button', href: file, download: 'kindlab.kubeconfig' }, t('Download')),
        copy,
        h('button', { class: 'kl-button primary', value: '' }, t('Close')),
      ),
    ),
  );
  document.body.append(dialog);
  // A key has no business in a page that nobody reads any more.
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
}
