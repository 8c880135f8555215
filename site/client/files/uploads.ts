import { ApiProblem } from '../http/problem.ts';
import { announce } from '../ui/announce.ts';
import { inBytes } from './file-content.ts';
import { askReplace } from './file-dialogs.ts';
import type { FilesDesk } from './files-desk.ts';
import { plural, t } from './words.ts';

const mostAtOnce = 20;

/** Sends files from this computer into a folder of the workspace, one after the other. */
export function uploadInto(desk: FilesDesk, folder: string, files: readonly File[]): Promise<void> {
  return desk.run(t('Uploading'), async (calls) => {
    const { mostBytes } = desk.store.get().tree ?? (await calls.list());
    refuse(files, mostBytes);
    let sent = 0;
    try {
      for (const file of files) {
        const path = folder === '' ? file.name : `${folder}/${file.name}`;
        if (await desk.upload(calls, path, file, () => askReplace(path))) sent += 1;
      }
    } finally {
      announce(plural(sent, { one: 'One file was uploaded.', other: '{{count}} files were uploaded.' }));
      desk.store.update({ tree: await calls.list() });
    }
  });
}

/** Before anything is sent: all of them, or none. */
function refuse(files: readonly File[], mostBytes: number): void {
  if (files.length > mostAtOnce) {
    throw refusal(
      t('These are {{count}} files; {{most}} can be sent at once.', {
        count: files.length,
        most: mostAtOnce,
      }),
      t('Send fewer, or one archive that you unpack in the terminal.'),
    );
  }
  const large = files.find(({ size }) => size > mostBytes);
  if (large !== undefined) {
    throw refusal(
      t('{{name}} has {{size}}; a file may have {{most}}. Nothing was sent.', {
        name: large.name,
        size: inBytes(large.size),
        most: inBytes(mostBytes),
      }),
      t('Fetch it with `curl` in the terminal.'),
    );
  }
}

function refusal(detail: string, hint: string): ApiProblem {
  return new ApiProblem({ status: 0, code: 'FILE_TOO_LARGE', detail, hint });
}
