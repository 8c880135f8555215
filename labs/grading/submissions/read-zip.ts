import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { FileSet, shown } from './file-set.ts';
import { Rejected } from './rejected.ts';

const fileType = 0o170000;
const plainTypes = new Set([0, 0o100000]);

/** Reads a zip in memory, believing no size that it claims. Rejects links and the like before it reads them. */
export async function readZip(archive: Buffer): Promise<FileSet> {
  const set = new FileSet();
  try {
    const zip = await fromBufferPromise(archive, { lazyEntries: true, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) await take(zip, entry, set);
  } catch (error) {
    throw error instanceof Rejected ? error : invalid(error);
  }
  return set;
}

async function take(zip: ZipFile, entry: Entry, set: FileSet): Promise<void> {
  const { fileName, uncompressedSize } = entry;
  if (fileName.endsWith('/')) {
    set.admit(fileName.slice(0, -1), 0);
    return;
  }
  // The upper half is the mode of a Unix file, where a Unix program made the archive.
  const mode = (entry.externalFileAttributes >>> 16) & fileType;
  if (!plainTypes.has(mode))
    throw new Rejected('special-file', `${shown(fileName)} is a link or a device: only files are taken.`);
  if (entry.isEncrypted()) throw new Rejected('archive-invalid', `${shown(fileName)} is encrypted.`);
  if (!set.admit(fileName, uncompressedSize)) return;
  const chunks: Buffer[] = [];
  // Ends with an error as soon as more comes out than was claimed.
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  set.add(fileName, Buffer.concat(chunks));
}

function invalid(cause: unknown): Rejected {
  const said = cause instanceof Error ? cause.message : '';
  return /relative path|absolute path|characters in fileName/.test(said)
    ? new Rejected('unsafe-path', 'A path in it leads out of the submission.', cause)
    : new Rejected('archive-invalid', 'It is no zip archive, or a damaged one.', cause);
}
