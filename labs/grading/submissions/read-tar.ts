import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { FileSet, shown } from './file-set.ts';
import { submissionLimits as limits } from './limits.ts';
import { Rejected } from './rejected.ts';

const unpack = promisify(gunzip);
const fileTypes = new Set(['File', 'OldFile', 'ContiguousFile']);

/** Reads a tar, gzipped or not, in memory. Rejects what is no file or folder before it reads it. */
export async function readTar(archive: Buffer): Promise<FileSet> {
  const plain = archive[0] === 0x1f && archive[1] === 0x8b ? await gunzipped(archive) : archive;
  const set = new FileSet();
  let problem: unknown;
  const parser = new Parser({
    strict: true,
    // Its own limits would only warn; ours reject.
    maxMetaEntrySize: 64 * 1024,
    onReadEntry: (entry) => {
      try {
        if (problem === undefined) take(entry, set);
        else entry.resume();
      } catch (error) {
        problem = error;
        entry.resume();
      }
    },
  });
  await new Promise<void>((resolve, reject) => {
    parser.on('error', (error: Error) => reject(invalid(error)));
    parser.on('end', () => resolve());
    parser.end(plain);
  }).catch((error: unknown) => (problem ??= error));
  if (problem !== undefined) throw problem instanceof Rejected ? problem : invalid(problem);
  return set;
}

function take(entry: ReadEntry, set: FileSet): void {
  if (entry.type === 'Directory') {
    set.admit(entry.path.replace(/\/$/, ''), 0);
    entry.resume();
    return;
  }
  if (!fileTypes.has(entry.type))
    throw new Rejected(
      'special-file',
      `${shown(entry.path)} is a ${entry.type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}: only files and folders are taken.`,
    );
  if (!set.admit(entry.path, entry.size)) {
    entry.resume();
    return;
  }
  const chunks: Buffer[] = [];
  entry.on('data', (chunk: Buffer) => chunks.push(chunk));
  entry.on('end', () => set.add(entry.path, Buffer.concat(chunks)));
}

async function gunzipped(archive: Buffer): Promise<Buffer> {
  try {
    return await unpack(archive, { maxOutputLength: limits.unpackedBytes });
  } catch (error) {
    if (error instanceof RangeError)
      throw new Rejected('too-large', `It unpacks to more than ${limits.unpackedBytes / 1024} KiB.`);
    throw invalid(error);
  }
}

function invalid(cause: unknown): Rejected {
  return new Rejected('archive-invalid', 'It is no tar archive, or a damaged one.', cause);
}
