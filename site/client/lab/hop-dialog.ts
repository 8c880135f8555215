import type { HopDetailsView } from '#site/protocol/trace.ts';
import { announce } from '../ui/announce.ts';
import { inWords } from '../ui/duration.ts';
import { h, type Child } from '../ui/h.ts';
import { t } from './words.ts';

/** How long ago it was last, and how often it was. */
function ago(at: string, count: number): string {
  const time = inWords(Date.now() - Date.parse(at));
  return count > 1 ? t('{{time}} ago, {{count}} times', { time, count }) : t('{{time}} ago', { time });
}

function eventList(events: HopDetailsView['events']): Child {
  if (events.length === 0) return h('p', {}, t('None are kept for it.'));
  return h(
    'ul',
    { class: 'hop-events' },
    events.map(({ type, reason, message, count, at }) =>
      h(
        'li',
        { class: type === 'Warning' ? 'is-warning' : undefined },
        h('strong', {}, `${type} ${reason}`),
        h('span', {}, ` ${ago(at, count)}`),
        h('p', {}, message),
      ),
    ),
  );
}

async function copy(command: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(command);
    announce(t('Copied.'));
  } catch (error) {
    console.debug('kindlab: this browser does not let us copy', error);
    announce(t('This browser does not let the page copy; select the command instead.'));
  }
}

/** Shows one hop: the command that shows it, its events, its YAML. Escape closes; focus goes back to where it was. */
export function showHop({ title, yaml, events, command }: HopDetailsView): void {
  const copyButton = h('button', { type: 'button', class: 'kl-button small' }, t('Copy'));
  copyButton.addEventListener('click', () => void copy(command));
  const close = h('button', { class: 'kl-button primary' }, t('Close'));
  const dialog = h(
    'dialog',
    { class: 'kl-dialog hop-dialog', 'aria-labelledby': 'hop-dialog-title' },
    h(
      'form',
      { method: 'dialog' },
      h('h2', { id: 'hop-dialog-title' }, title),
      h('div', { class: 'hop-command' }, h('code', {}, command), copyButton),
      h('h3', {}, t('Events')),
      eventList(events),
      h('h3', {}, t('YAML, values as hashes')),
      h('pre', { tabindex: 0 }, h('code', {}, yaml)),
      h('div', { class: 'kl-dialog-actions' }, close),
    ),
  );
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  close.focus();
}
