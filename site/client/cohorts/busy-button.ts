import { toProblem } from '../http/problem.ts';
import { problemNote } from '../lab/problem-note.ts';
import { h } from '../ui/h.ts';

/** A button whose work takes a while: a second press does nothing meanwhile, and what goes wrong is told below it. */
export function busyButton(text: string, run: () => Promise<void>, primary = false): HTMLElement {
  const button = h('button', { type: 'button', class: primary ? 'kl-button primary' : 'kl-button' }, text);
  const note = h('div');
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    note.replaceChildren();
    run()
      .catch((error: unknown) => {
        const problem = problemNote(toProblem(error));
        note.replaceChildren(...(problem instanceof Node ? [problem] : []));
      })
      .finally(() => button.setAttribute('aria-disabled', 'false'));
  });
  return h('div', { class: 'cohort-result' }, button, note);
}
