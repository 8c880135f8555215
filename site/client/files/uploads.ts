import { ApiProblem } from '../http/problem.ts';
import { announce } from '../ui/announce.ts';
import { inBytes } from './file-content.ts';
import { askReplace } from './file-dialogs.ts';
import type { FilesDesk } from './files-desk.ts';

const mostAtOnce = 20;

/** Sends files from this computer into a folder of the workspace, one after the other. */
export function uploadInto(desk: FilesDesk, folder: string, files: readonly File[]): Promise<void> {
  return desk.run('Uploading', async (calls) => {
    const { mostBytes } = desk.store.get().tree ?? (await calls.list());
    refuse(files, mostBytes);
    let sent = 0;
    try {
      for (const file of files) {
        const path = folder === '' ? file.name : `${folder}/${file.name}`;
        if (await desk.upload(calls, path, file, () => askReplace(path))) sent += 1;
      }
    } finally {
      announce(sent === 1 ? 'One file was uploaded.' : `${sent} files were uploaded.`);
      desk.store.update({ tree: await calls.list() });
    }
  });
}

/** Before anything is sent: all of them, or none. */
function refuse(files: readonly File[], mostBytes: number): void {
  if (files.length > mostAtOnce) {
    throw refusal(
      `These are ${files.length} files; ${mostAtOnce} can be sent at once.`,
      'Send fewer, or one archive that you unpack in the terminal.',
    );
  }
  const large = files.find(({ size }) => size > mostBytes);
  if (large !== undefined) {
    throw refusal(
      `${large.name} has ${inBytes(large.size)}; a file may have ${inBytes(mostBytes)}. Nothing was sent.`,
      'Fetch it with `curl` in the terminal.',
    );
  }
}

function refusal(detail: string, hint: string): ApiProblem {
  return new ApiProblem({ status: 0, code: 'FILE_TOO_LARGE', detail, hint });
}
