import { followLab } from './lab-element.ts';
import { FilesPanel } from '../files/files-panel.ts';
import { TracePanel } from './trace-panel.ts';

/** What can be shown under the terminals. */
export const sides: readonly string[] = ['checks', 'trace', 'files'];

/**
 * The switch between checks, secret trace and files. Buttons with `data-side` choose; `data-side` of the desk says
 * which is shown. Where the server offers no trace, neither does the switch.
 */
export function followSideViews(desk: HTMLElement, signal: AbortSignal): (side: string) => void {
  const buttons = [...desk.querySelectorAll<HTMLButtonElement>('.desk-side button')];
  const checks = desk.querySelector<HTMLElement>('kl-checks');
  const trace = desk.querySelector('kl-trace');
  const files = desk.querySelector('kl-files');
  const show = (side: string): void => {
    desk.dataset['side'] = side;
    for (const button of buttons)
      button.setAttribute('aria-pressed', String(button.dataset['side'] === side));
    if (checks !== null) checks.hidden = side !== 'checks';
    if (trace instanceof TracePanel) trace.shown = side === 'trace';
    if (files instanceof FilesPanel) files.shown = side === 'files';
  };
  for (const button of buttons)
    button.addEventListener('click', () => show(button.dataset['side'] ?? ''), { signal });
  followLab(desk, signal, ({ lab }) => {
    if (lab === undefined) return;
    desk.toggleAttribute('data-no-trace', !lab.trace);
    if (!lab.trace && desk.dataset['side'] === 'trace') show('checks');
  });
  show('checks');
  return show;
}
