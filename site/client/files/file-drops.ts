import { announce } from '../ui/announce.ts';
import { folderOf } from './file-content.ts';
import { t } from './words.ts';

/** Hears of files that are dropped on the panel, and of the folder under them; empty: the home folder. */
export function followDrops(
  panel: HTMLElement,
  onFiles: (folder: string, files: readonly File[]) => void,
  signal: AbortSignal,
): void {
  const over = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    panel.dataset['drop'] = '';
  };
  const end = (): void => {
    delete panel.dataset['drop'];
  };
  const drop = (event: DragEvent): void => {
    end();
    if (event.dataTransfer === null) return;
    event.preventDefault();
    const { files, folders } = filesOf(event.dataTransfer);
    if (folders) announce(t('Folders can not be sent; send their files, or an archive.'));
    if (files.length > 0) onFiles(folderAt(event.target), files);
  };
  panel.addEventListener('dragover', over, { signal });
  panel.addEventListener('dragleave', end, { signal });
  panel.addEventListener('drop', drop, { signal });
}

function folderAt(target: EventTarget | null): string {
  const row = target instanceof Element ? target.closest('li') : null;
  return row?.dataset['folder'] ?? folderOf(row?.dataset['key'] ?? '');
}

/** The files of a drop; folders are left out, and `folders` says so. */
function filesOf(transfer: DataTransfer): { readonly files: readonly File[]; readonly folders: boolean } {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const files = items.flatMap((item) => {
    const file = item.webkitGetAsEntry()?.isDirectory === true ? null : item.getAsFile();
    return file === null ? [] : [file];
  });
  return { files, folders: files.length < items.length };
}
