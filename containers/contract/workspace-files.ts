/** One entry below the learner's home folder. `other` is what nobody edits: sockets, pipes, devices. */
export interface FileEntry {
  /** From the home folder on, without a leading slash. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  readonly changedAt: Date;
}

export interface FileList {
  readonly entries: readonly FileEntry[];
  /** False: there is more than may be listed. */
  readonly complete: boolean;
}

export interface FileContent {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes: the same bytes are the same revision, whoever wrote them. */
  readonly revision: string;
}

export interface WriteFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The revision that this one takes the place of; absent: there must be no such file yet. */
  readonly replaces?: string;
}

/** Sizes and counts that every provider keeps to. */
export const fileLimits = {
  bytes: 4 * 1024 * 1024,
  entries: 2000,
  depth: 12,
  pathChars: 400,
} as const;

/**
 * The files below the learner's home, the same ones that the shell sees. Paths never lead out of it: a link is listed,
 * but neither opened nor followed (Fault NOT_ALLOWED). What is not there is Fault NOT_FOUND.
 */
export interface WorkspaceFiles {
  list(signal: AbortSignal): Promise<FileList>;
  /** Fault FILE_TOO_LARGE beyond `fileLimits.bytes`. */
  read(path: string, signal: AbortSignal): Promise<FileContent>;
  /**
   * Whole or not at all, and answers the new revision; folders on the way are made. Nothing is ever written over what
   * the writer has not seen: Fault FILE_CHANGED when another revision is there, FILE_EXISTS when there is one at all.
   */
  write(request: WriteFile, signal: AbortSignal): Promise<string>;
  /** Fault FILE_EXISTS when something has the new name already. */
  rename(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** Removes a file, a link, or a folder with all that is in it. */
  remove(path: string, signal: AbortSignal): Promise<void>;
}
