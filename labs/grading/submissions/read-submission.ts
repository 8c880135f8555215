import { lstat, readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { contentHash, shown, type FileSet, type SubmissionFile } from './file-set.ts';
import { submissionLimits as limits } from './limits.ts';
import { readFolder } from './read-folder.ts';
import { isGitAddress, readGit } from './read-git.ts';
import { readTar } from './read-tar.ts';
import { readZip } from './read-zip.ts';
import { Rejected, type RejectionCode } from './rejected.ts';

/** Where a submission is: a path of a folder or archive, or the address of a git repository. */
export interface SubmissionSource {
  readonly address: string;
  /** A commit, branch or tag of a git repository. */
  readonly ref?: string | undefined;
}

export interface Submission {
  /** What it is called in results: the last part of its address. */
  readonly name: string;
  readonly address: string;
  /** SHA-256 over names and contents of its files; of its address, where it could not be read. */
  readonly sha256: string;
  readonly content:
    | { readonly kind: 'files'; readonly files: readonly SubmissionFile[] }
    | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly why: string };
}

/** Reads a stranger's submission into memory. What is wrong with it is a value; rejects only when aborted. */
export async function readSubmission(source: SubmissionSource, signal?: AbortSignal): Promise<Submission> {
  const { address, ref = '' } = source;
  return {
    ...(await describe(`${address} ${ref}`, read(source, signal), signal)),
    name: nameOf(source),
    address,
  };
}

/** How an archive that comes without a file name is packed. */
export type ArchiveKind = 'tar' | 'zip';

/** The same for an archive that is in memory already, such as one that was uploaded. */
export async function readArchive(
  { name, address }: Pick<Submission, 'address' | 'name'>,
  kind: ArchiveKind,
  archive: Buffer,
): Promise<Submission> {
  const files = kind === 'zip' ? readZip(archive) : readTar(archive);
  return { ...(await describe(address, files)), name, address };
}

async function describe(
  source: string,
  reading: Promise<FileSet>,
  signal?: AbortSignal,
): Promise<Pick<Submission, 'content' | 'sha256'>> {
  try {
    const files = (await reading).files();
    return { sha256: contentHash(files), content: { kind: 'files', files } };
  } catch (error) {
    signal?.throwIfAborted();
    const { code, message } = error instanceof Rejected ? error : unreadable(error);
    const sha256 = contentHash([{ path: `${code} ${source}`, content: Buffer.alloc(0) }]);
    return { sha256, content: { kind: 'rejected', code, why: message } };
  }
}

async function read({ address, ref }: SubmissionSource, signal?: AbortSignal): Promise<FileSet> {
  if (ref !== undefined || isGitAddress(address)) {
    const isUrl = /^[a-z][a-z0-9+.-]*:/i.test(address);
    return readGit(isUrl ? address : resolve(address), ref, signal);
  }
  const stats = await lstat(address);
  if (stats.isDirectory()) return readFolder(address);
  if (!stats.isFile())
    throw new Rejected('special-file', 'It is a link or a device: give a folder or an archive.');
  if (stats.size > limits.archiveBytes)
    throw new Rejected('too-large', `The archive is larger than ${limits.archiveBytes / 1024} KiB.`);
  if (/\.(tar|tar\.gz|tgz)$/i.test(address)) return readTar(await readFile(address));
  if (/\.zip$/i.test(address)) return readZip(await readFile(address));
  throw new Rejected('unknown-kind', `${shown(basename(address))} is no folder, .tar, .tar.gz or .zip.`);
}

function nameOf({ address, ref }: SubmissionSource): string {
  const name = basename(address.replace(/\/+$/, '')).replace(/\.(tar|tar\.gz|tgz|zip|git)$/i, '');
  const plain = name.replaceAll(/[^\w.@+-]/g, '_').slice(0, 80);
  return ref === undefined ? plain : `${plain}@${ref.replaceAll(/[^\w.+-]/g, '_').slice(0, 60)}`;
}

function unreadable(error: unknown): Rejected {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return new Rejected('not-found', 'There is nothing at this path.', error);
  return new Rejected('not-found', `It could not be read${code === '' ? '' : ` (${code})`}.`, error);
}
