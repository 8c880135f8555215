import type { HopDetailsView } from '#site/protocol/trace.ts';
import { announce } from '../ui/announce.ts';
import { inWords } from '../ui/duration.ts';
import { h, type Child } from '../ui/h.ts';

function eventList(events: HopDetailsView['events']): Child {
  if (events.length === 0) return h('p', {}, 'None are kept for it.');
  return h(
    'ul',
    { class: 'hop-events' },
    events.map(({ type, reason, message, count, at }) =>
      h(
        'li',
        { class: type === 'Warning' ? 'is-warning' : undefined },
        h('strong', {}, `${type} ${reason}`),
        h('span', {}, ` ${inWords(Date.now() - Date.parse(at))} ago${count > 1 ? `, ${count} times` : ''}`),
        h('p', {}, message),
      ),
    ),
  );
}

async function copy(command: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(command);
    announce('Copied.');
  } catch (error) {
    console.debug('kindlab: this browser does not let us copy', error);
    announce('This browser does not let the page copy; select the command instead.');
  }
}

/** Shows one hop: the command that shows it, its events, its YAML. Escape closes; focus goes back to where it was. */
export function showHop({ title, yaml, events, command }: HopDetailsView): void {
  const copyButton = h('button', { type: 'button', class: 'kl-button small' }, 'Copy');
  copyButton.addEventListener('click', () => void copy(command));
  const close = h('button', { class: 'kl-button primary' }, 'Close');
  const dialog = h(
    'dialog',
    { class: 'kl-dialog hop-dialog', 'aria-labelledby': 'hop-dialog-title' },
    h(
      'form',
      { method: 'dialog' },
      h('h2', { id: 'hop-dialog-title' }, title),
      h('div', { class: 'hop-command' }, h('code', {}, command), copyButton),
      h('h3', {}, 'Events'),
      eventList(events),
      h('h3', {}, 'YAML, values as hashes'),
      h('pre', { tabindex: 0 }, h('code', {}, yaml)),
      h('div', { class: 'kl-dialog-actions' }, close),
    ),
  );
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  close.focus();
}
