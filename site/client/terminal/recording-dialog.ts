import { recordingBytes } from '#site/protocol/terminal.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request, requestText } from '../http/request.ts';
import { announce } from '../ui/announce.ts';
import { h, type Child } from '../ui/h.ts';
import { playRecording } from './replay.ts';
import { t } from './words.ts';

export interface RecordedTab {
  readonly attempt: string;
  readonly tab: string;
  readonly title: string;
}

const deadlineMs = 60_000;
const what = t(
  'What this terminal showed, also the secrets it showed. What you typed is in it only where the shell repeated it.',
);
const full = t(
  'This recording is full: what the terminal showed later is not in it. Delete it to begin a new one.',
);

/** Shows what a terminal showed, in a modal dialog; it can be downloaded, and thrown away. */
export async function showRecording(recorded: RecordedTab): Promise<void> {
  const closing = new AbortController();
  const path = `/api/attempts/${recorded.attempt}/recordings/${recorded.tab}`;
  const body = h('div', { class: 'replay', 'aria-busy': true }, h('p', {}, t('Fetching the recording …')));
  const dialog = h(
    'dialog',
    { class: 'kl-dialog kl-replay', 'aria-labelledby': 'kl-replay-title' },
    h('h2', { id: 'kl-replay-title' }, t('Recording of {{title}}', { title: recorded.title })),
    body,
  );
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    closing.abort();
    dialog.remove();
  });
  dialog.append(actions(dialog));
  dialog.showModal();
  try {
    const text = await requestText(path, AbortSignal.any([closing.signal, AbortSignal.timeout(deadlineMs)]));
    const stage = h('div', { class: 'replay-stage' });
    body.replaceChildren(h('p', {}, what), text.length >= recordingBytes ? h('p', {}, full) : '', stage);
    dialog.append(actions(dialog, recordedActions(dialog, path, recorded)));
    await playRecording(text, stage, closing.signal);
  } catch (error) {
    if (closing.signal.aborted) return;
    const { message, hint } = toProblem(error);
    body.replaceChildren(h('p', { role: 'alert' }, `${message} ${hint}`));
  } finally {
    body.removeAttribute('aria-busy');
  }
}

/** The row of buttons; a new one takes the place of the former. */
function actions(dialog: HTMLDialogElement, more: Child = null): HTMLElement {
  dialog.querySelector('.kl-dialog-actions')?.remove();
  const close = h('button', { type: 'button', class: 'kl-button' }, t('Close'));
  close.addEventListener('click', () => dialog.close());
  return h('div', { class: 'kl-dialog-actions' }, more, close);
}

function recordedActions(dialog: HTMLDialogElement, path: string, { title }: RecordedTab): Child {
  const erase = h('button', { type: 'button', class: 'kl-button danger' }, t('Delete recording'));
  erase.addEventListener('click', () => void eraseRecording(dialog, path, title));
  return [erase, h('a', { class: 'kl-button', href: path, download: true }, t('Download'))];
}

async function eraseRecording(dialog: HTMLDialogElement, path: string, title: string): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    await request({ method: 'DELETE', path, schema: nothing, signal });
    dialog.close();
    announce(t('The recording of {{title}} was deleted. Recording goes on from here.', { title }));
  } catch (error) {
    announce(
      t('The recording could not be deleted. {{message}}', { message: toProblem(error).message }),
      'assertive',
    );
  }
}
