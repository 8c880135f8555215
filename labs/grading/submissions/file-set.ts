import { createHash } from 'node:crypto';
import { submissionLimits as limits } from './limits.ts';
import { Rejected } from './rejected.ts';

export interface SubmissionFile {
  /** Relative, with `/`, and without `.` or `..` in it. */
  readonly path: string;
  readonly content: Buffer;
}

/** Files of one submission, held in memory: nothing of a submission is ever written to this machine's disk. */
export class FileSet {
  readonly #files = new Map<string, Buffer>();
  #entries = 0;
  #bytes = 0;

  /** Counts an entry before anything of it is read, and checks its name. Answers whether its content is wanted. */
  admit(path: string, bytes: number): boolean {
    this.#entries += 1;
    if (this.#entries > limits.entries)
      throw new Rejected('too-large', `It has more than ${limits.entries} entries.`);
    const name = safePath(path);
    if (!isOfSolution(name)) return false;
    if (bytes > limits.fileBytes)
      throw new Rejected('too-large', `${shown(path)} is larger than ${limits.fileBytes / 1024} KiB.`);
    if (this.#bytes + bytes > limits.totalBytes)
      throw new Rejected('too-large', `Its files are larger than ${limits.totalBytes / 1024} KiB together.`);
    return true;
  }

  add(path: string, content: Buffer): void {
    const name = safePath(path);
    if (this.#files.has(name)) throw new Rejected('archive-invalid', `${shown(path)} is in it twice.`);
    if (content.length > limits.fileBytes)
      throw new Rejected('too-large', `${shown(path)} is larger than ${limits.fileBytes / 1024} KiB.`);
    this.#bytes += content.length;
    if (this.#bytes > limits.totalBytes)
      throw new Rejected('too-large', `Its files are larger than ${limits.totalBytes / 1024} KiB together.`);
    if (this.#files.size >= limits.files)
      throw new Rejected('too-large', `It has more than ${limits.files} files.`);
    this.#files.set(name, content);
  }

  /** In the order of their paths, beginning with `solution/`, whatever folder that lay in. */
  files(): readonly SubmissionFile[] {
    const files = [...this.#files].map(([path, content]) => ({
      path: path.startsWith('solution/') ? path : path.slice(path.indexOf('/') + 1),
      content,
    }));
    if (files.length === 0)
      throw new Rejected(
        'empty',
        'There is no folder `solution/` with files in it, at the top or one below.',
      );
    if (new Set(files.map(({ path }) => path)).size < files.length)
      throw new Rejected('archive-invalid', 'There is more than one folder `solution/`.');
    return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }
}

/** The same for the same files, however they were packed. */
export function contentHash(files: readonly SubmissionFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content } of files) {
    hash.update(`${String(Buffer.byteLength(path))} ${path} ${String(content.length)} `);
    hash.update(content);
  }
  return hash.digest('hex');
}

/** `solution/…`, or one folder above it: how archives of a folder and of a repository look. */
function isOfSolution(path: string): boolean {
  return /^([^/]+\/)?solution\/./.test(path);
}

function safePath(path: string): string {
  const name = path.replace(/^(\.\/)+/, '');
  const parts = name.split('/');
  if (name.length > limits.pathLength || parts.length > limits.pathDepth)
    throw new Rejected('unsafe-path', `The path ${shown(path)} is too long or too deep.`);
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || name.includes('\\') || parts.includes('..'))
    throw new Rejected('unsafe-path', `The path ${shown(path)} leads out of the submission.`);
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name))
    throw new Rejected('unsafe-path', `The path ${shown(path)} has control characters.`);
  if (parts.some((part) => part === '.' || part === ''))
    throw new Rejected('unsafe-path', `The path ${shown(path)} has empty parts.`);
  return name;
}

/** A stranger's name for a file, fit to be shown. */
export function shown(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 79)}…` : path);
}
