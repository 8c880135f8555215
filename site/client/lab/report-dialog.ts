import { longestNote, reportReceipt } from '#site/protocol/report.ts';
import { toProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { announce } from '../ui/announce.ts';
import { h } from '../ui/h.ts';
import { problemNote } from './problem-note.ts';
import { parts, t } from './words.ts';

const sendDeadlineMs = 60_000;

/** Asks what is wrong and sends it with the evidence. Escape closes; focus goes back to where it was. */
export function openReport(lab: string, exercise: string): void {
  const note = h('textarea', { id: 'report-note', rows: 4, maxlength: longestNote });
  const outcome = h('div', { class: 'report-outcome' });
  const send = h('button', { type: 'submit', class: 'kl-button primary' }, t('Send report'));
  const close = h('button', { type: 'button', class: 'kl-button' }, t('Close'));
  const form = h(
    'form',
    {},
    h('h2', { id: 'report-title' }, t('Something here is broken?')),
    h(
      'p',
      {},
      t(
        'Whoever runs this server gets your words, what the checks saw and wanted, the state of your environment and of your secrets’ way, and the versions of everything. Values of secrets are not sent.',
      ),
    ),
    h('label', { for: 'report-note' }, t('What did you do, what did you expect, what happened?')),
    note,
    outcome,
    h('div', { class: 'kl-dialog-actions' }, close, send),
  );
  const dialog = h('dialog', { class: 'kl-dialog', 'aria-labelledby': 'report-title' }, form);
  const gone = new AbortController();
  dialog.addEventListener('close', () => {
    gone.abort();
    dialog.remove();
  });
  close.addEventListener('click', () => dialog.close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (send.getAttribute('aria-disabled') === 'true') return;
    send.setAttribute('aria-disabled', 'true');
    send.textContent = t('Sending…');
    const body = { exercise, note: note.value };
    const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(sendDeadlineMs)]);
    request({ method: 'POST', path: `/api/labs/${lab}/report`, body, schema: reportReceipt, signal }).then(
      ({ id }) => {
        send.remove();
        note.disabled = true;
        outcome.replaceChildren(h('p', {}, parts('Sent. Its number is {{id}}.', { id: h('code', {}, id) })));
        announce(t('Sent. Its number is {{id}}.', { id }));
        close.focus();
      },
      (error: unknown) => {
        if (gone.signal.aborted) return;
        const problem = problemNote(toProblem(error));
        outcome.replaceChildren(...(problem instanceof Node ? [problem] : []));
        send.removeAttribute('aria-disabled');
        send.textContent = t('Send report');
      },
    );
  });
  document.body.append(dialog);
  dialog.showModal();
  note.focus();
}
