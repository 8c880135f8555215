import { Fault } from '#containers/contract/fault.ts';
import { fileLimits } from '#containers/contract/workspace-files.ts';

const mebibyte = 1024 * 1024;

/** There is nothing at this path. */
export function noSuchFile(path: string): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `There is no \`${path}\` in your home folder.`,
    hint: 'It may have been moved or deleted in the terminal; look at the list again.',
  });
}

/** Another revision is there than the one that was to be replaced. */
export function fileChanged(path: string): Fault {
  return new Fault({
    code: 'FILE_CHANGED',
    audience: 'learner',
    message: `\`${path}\` was changed or deleted meanwhile, so nothing was written.`,
    hint: 'Look at what is there now, then decide which one to keep.',
  });
}

/** Something has this name already. */
export function fileExists(path: string): Fault {
  return new Fault({
    code: 'FILE_EXISTS',
    audience: 'learner',
    message: `There is a \`${path}\` already; it was left as it is.`,
    hint: 'Choose another name.',
  });
}

/** More than one file may hold. */
export function fileTooLarge(path: string): Fault {
  return new Fault({
    code: 'FILE_TOO_LARGE',
    audience: 'learner',
    message: `\`${path}\` is larger than ${fileLimits.bytes / mebibyte} MiB, the most that this page handles.`,
    hint: 'Work with it in the terminal.',
  });
}

/** A link, a folder or a device where a plain file is needed, or a link on the way. */
export function notAPlainFile(path: string, what: string): Fault {
  return new Fault({
    code: 'NOT_ALLOWED',
    audience: 'learner',
    message: `\`${path}\` can not be used here: ${what}.`,
    hint: 'This page handles plain files and folders below your home; use the terminal for others.',
  });
}
