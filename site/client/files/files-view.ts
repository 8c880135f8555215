import type { FileEntry } from '#site/protocol/files.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { inBytes, whyNotShown } from './file-content.ts';
import type { FilesState } from './files-desk.ts';
import { t } from './words.ts';

/** What the views show beside the state itself. */
export interface Seen {
  /** The environment is there. */
  readonly ready: boolean;
  /** Names that begin with a dot are shown. */
  readonly dots: boolean;
  /** The open file has changes that are not saved. */
  readonly changed: boolean;
  /** The open file, in the list. */
  readonly entry: FileEntry | undefined;
  /** Where the open file can be had from. */
  readonly address: string | undefined;
}

/** The row of tools above the list. */
export function toolButtons({ busy }: FilesState, { ready, dots }: Seen): readonly Node[] {
  if (!ready) return [];
  return [
    tool('new', t('New file'), icon('plus', 16)),
    tool('upload', t('Upload files'), icon('upload', 16)),
    tool('reload', t('Look again'), icon('reload', 16)),
    tool('services', t('Services of your cluster'), icon('eye', 16)),
    tool('kubeconfig', t('Kubeconfig to take along'), icon('key', 16)),
    tool('dots', t('Hidden files'), h('span', { class: 'letter small', 'aria-hidden': 'true' }, '.*'), dots),
    h('span', { class: 'files-busy' }, busy === undefined ? '' : `${busy} …`),
  ];
}

/** The name of the open file, whether it is saved, and the button for that. */
export function headView({ current, content, busy }: FilesState, { changed, ready }: Seen): readonly Node[] {
  if (current === undefined) return [];
  const isText = content?.kind === 'text';
  const look = `kl-button small primary${busy === 'Saving' ? ' busy' : ''}`;
  const save = { type: 'button', class: look, 'data-action': 'save', title: t('Ctrl S') };
  return nodesOf(
    h(
      'button',
      {
        type: 'button',
        class: 'icon-button files-back',
        'data-action': 'close',
        'aria-label': t('Back to the files'),
      },
      icon('left', 16),
    ),
    h('h2', {}, current),
    isText &&
      h('span', { class: changed ? 'file-unsaved' : 'files-saved' }, changed ? t('not saved') : t('saved')),
    isText && h('button', { ...save, 'aria-disabled': !changed || !ready }, t('Save')),
  );
}

/** In place of the editor, when there is no text to edit. */
export function messageView(
  { current, content, tree }: FilesState,
  { ready, entry, address }: Seen,
): readonly Node[] {
  if (current === undefined || content === undefined) {
    if (!ready) return [h('p', {}, t('The files of your workspace show here while the lab runs.'))];
    const words = t(
      'Choose a file, or drop some here from your computer. They are the files that the terminal sees.',
    );
    return nodesOf(tree !== undefined && h('p', {}, words));
  }
  if (content.kind === 'text') return [];
  return nodesOf(
    h('p', {}, whyNotShown[content.kind]),
    entry?.kind === 'file' &&
      h(
        'p',
        {},
        h('a', { class: 'kl-button small', href: address, download: true }, t('Download')),
        ` ${inBytes(entry.bytes)}`,
      ),
  );
}

/** Of children that may be missing, those that are there. */
export function nodesOf(...children: readonly Child[]): Node[] {
  return children.filter((child): child is Node => child instanceof Node);
}

function tool(
  action: string,
  label: string,
  sign: SVGSVGElement | HTMLElement,
  pressed?: boolean,
): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-action': action,
      'aria-label': label,
      'aria-pressed': pressed,
      title: label,
    },
    sign,
  );
}
