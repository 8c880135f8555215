import type { FileEntry, FileTree } from '#site/protocol/files.ts';
import { h } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { folderOf, nameOf } from './file-content.ts';
import { nodesOf } from './files-view.ts';
import { t } from './words.ts';

export interface TreeView {
  readonly tree: FileTree;
  /** Folders that are shown with what is in them. */
  readonly opened: ReadonlySet<string>;
  readonly current: string | undefined;
  /** Whether names that begin with a dot are shown. */
  readonly dots: boolean;
  isChanged(path: string): boolean;
}

/** The entries as nested lists of buttons: folders open and close, files are opened. */
export function treeView(view: TreeView): readonly Node[] {
  const list = folderList(
    '',
    view,
    Map.groupBy(view.tree.entries, ({ path }) => folderOf(path)),
  );
  return nodesOf(
    list,
    list.childElementCount === 0 && h('p', {}, t('Nothing here yet.')),
    !view.tree.complete && h('p', {}, t('There are more; the terminal lists all.')),
  );
}

function folderList(
  folder: string,
  view: TreeView,
  byFolder: ReadonlyMap<string, readonly FileEntry[]>,
): HTMLElement {
  const entries = (byFolder.get(folder) ?? [])
    .filter(({ path }) => view.dots || !nameOf(path).startsWith('.'))
    .toSorted(foldersFirst);
  return h(
    'ul',
    { 'data-key': `in:${folder}` },
    entries.map((entry) => row(entry, view, byFolder)),
  );
}

function foldersFirst(one: FileEntry, other: FileEntry): number {
  const rank = ({ kind }: FileEntry): number => (kind === 'folder' ? 0 : 1);
  return rank(one) - rank(other) || one.path.localeCompare(other.path);
}

function row(
  entry: FileEntry,
  view: TreeView,
  byFolder: ReadonlyMap<string, readonly FileEntry[]>,
): HTMLElement {
  const { path, kind } = entry;
  const folder = kind === 'folder';
  const open = folder && view.opened.has(path);
  const changed = view.isChanged(path);
  const name = h(
    'button',
    {
      type: 'button',
      class: 'file-name',
      'data-action': `${folder ? 'toggle' : 'open'}:${path}`,
      'aria-expanded': folder ? open : undefined,
      'aria-current': path === view.current ? 'true' : undefined,
    },
    icon(folder ? (open ? 'down' : 'right') : 'file', 16),
    h('span', {}, nameOf(path)),
    kind === 'link' && h('small', {}, t('link')),
    changed &&
      h(
        'small',
        { class: 'file-unsaved', title: t('not saved') },
        h('span', { 'aria-hidden': 'true' }, '●'),
        h('span', { class: 'kl-sr' }, t(', not saved')),
      ),
  );
  const more = h(
    'button',
    {
      type: 'button',
      class: 'icon-button file-more',
      'data-action': `more:${path}`,
      'aria-label': t('Rename, delete {{path}}', { path: nameOf(path) }),
      title: t('Rename, download, delete'),
    },
    icon('more', 16),
  );
  return h(
    'li',
    { 'data-key': path, 'data-folder': folder ? path : undefined },
    h('div', { class: 'file-row' }, name, more),
    open && folderList(path, view, byFolder),
  );
}
