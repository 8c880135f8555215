import { confirm } from '../ui/confirm.ts';
import { field } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { plural, t } from './words.ts';

interface Choice {
  /** Which button was pressed; empty: none. */
  readonly chosen: string;
  readonly path: string;
}

interface DialogButton {
  readonly value: string;
  readonly text: string;
  readonly look?: 'danger' | 'primary';
}

let count = 0;

/** Asks in a modal dialog; Escape chooses nothing, Enter the last button. Focus goes back to where it was. */
function ask(title: string, body: readonly Child[], buttons: readonly DialogButton[]): Promise<Choice> {
  const id = `kl-file-dialog-${++count}`;
  const actions = buttons.map(({ value, text, look }) =>
    h(
      'button',
      { class: `kl-button ${look ?? ''}`, value, formnovalidate: value === '' || look === 'danger' },
      text,
    ),
  );
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id }, title),
    body,
    h('div', { class: 'kl-dialog-actions' }, actions),
  );
  const input = form.querySelector('input');
  // Enter in a field presses the first button of a form; here that would be “Cancel”.
  input?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    form.requestSubmit(actions.at(-1));
  });
  const dialog = h('dialog', { class: 'kl-dialog file-dialog', 'aria-labelledby': id }, form);
  document.body.append(dialog);
  dialog.showModal();
  (input ?? actions[0])?.focus();
  input?.setSelectionRange(input.value.lastIndexOf('/') + 1, input.value.length);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve({ chosen: dialog.returnValue, path: input?.value.trim() ?? '' });
    });
  });
}

const cancel: DialogButton = { value: '', text: t('Cancel') };

/** Where a new file shall be; `undefined`: nowhere. */
export async function askNewFile(folder: string): Promise<string | undefined> {
  const hint = t(
    'From your home folder on, such as manifests/app.yaml; folders that are not there are made.',
  );
  const value = folder === '' ? '' : `${folder}/`;
  const { chosen, path } = await ask(
    t('New file'),
    [field({ name: 'path', label: t('Name'), hint, value, autocomplete: 'off' })],
    [cancel, { value: 'make', text: t('Make file'), look: 'primary' }],
  );
  return chosen === 'make' && path !== '' ? path : undefined;
}

export type MoreChoice =
  { readonly kind: 'none' } | { readonly kind: 'delete' } | { readonly kind: 'rename'; readonly to: string };

/** What to do with one entry. `download`: where it can be had from. */
export async function askMore(path: string, download: string | undefined): Promise<MoreChoice> {
  const { chosen, path: to } = await ask(
    path,
    [
      download !== undefined &&
        h('p', {}, h('a', { href: download, download: true }, t('Download this file'))),
      field({ name: 'path', label: t('Name'), value: path, autocomplete: 'off' }),
    ],
    [
      { value: 'delete', text: t('Delete …'), look: 'danger' },
      cancel,
      { value: 'rename', text: t('Rename'), look: 'primary' },
    ],
  );
  if (chosen === 'delete') return { kind: 'delete' };
  return chosen === 'rename' && to !== '' && to !== path ? { kind: 'rename', to } : { kind: 'none' };
}

/** Whether to delete it; `within`: how many entries a folder holds. */
export async function askDelete(path: string, within: number, unsaved: boolean): Promise<boolean> {
  const { yes } = await confirm({
    title: t('Delete {{path}}?', { path }),
    body: [
      h(
        'p',
        {},
        within > 0
          ? plural(within, {
              one: 'The folder goes with the one entry in it.',
              other: 'The folder goes with the {{count}} entries in it.',
            })
          : t('It is removed from the workspace.'),
        ' ',
        t('This can not be undone.'),
      ),
      unsaved && h('p', {}, t('Changes that are not saved go too.')),
    ],
    yes: t('Delete'),
    no: t('Keep'),
    danger: true,
  });
  return yes;
}

/** Whether an upload may take the place of what has its name. */
export async function askReplace(path: string): Promise<boolean> {
  const { yes } = await confirm({
    title: t('Replace {{path}}?', { path }),
    body: [h('p', {}, t('There is one with this name. What it holds now would be gone.'))],
    yes: t('Replace'),
    no: t('Keep what is there'),
    danger: true,
  });
  return yes;
}

export type ConflictChoice = 'copy' | 'discard' | 'replace' | '';

/** Both want the same place: what the shell left there, and what was typed here. `theirs` absent: it was deleted. */
export async function askConflict(path: string, theirs: string | undefined): Promise<ConflictChoice> {
  const gone = theirs === undefined;
  const { chosen } = await ask(
    gone ? t('{{path}} was deleted meanwhile', { path }) : t('{{path}} was changed meanwhile', { path }),
    [
      h(
        'p',
        {},
        t('Nothing was written, and what you typed is still in the editor.'),
        ' ',
        gone ? t('In the workspace there is no such file any more.') : t('This is in the workspace now:'),
      ),
      !gone && h('pre', { tabindex: 0, 'aria-label': t('What is in the workspace now') }, theirs),
    ],
    [
      cancel,
      {
        value: 'discard',
        text: gone ? t('Close it, drop mine') : t('Take what is there, drop mine'),
        look: 'danger',
      },
      { value: 'copy', text: t('Save mine as a copy') },
      { value: 'replace', text: gone ? t('Make it again') : t('Replace it with mine'), look: 'primary' },
    ],
  );
  return conflictChoices.find((each) => each === chosen) ?? '';
}

const conflictChoices: readonly ConflictChoice[] = ['copy', 'discard', 'replace'];
