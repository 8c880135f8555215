import {
  fileLimits,
  type FileContent,
  type FileEntry,
  type FileList,
  type WriteFile,
} from '#containers/contract/workspace-files.ts';
import {
  fileChanged,
  fileExists,
  fileTooLarge,
  noSuchFile,
  notAPlainFile,
} from '#containers/providers/file-faults.ts';
import { revisionOf } from '#containers/providers/workspace-files.ts';
import { parseRenaming, parseWorkspacePath } from '#containers/providers/workspace-path.ts';

interface FakeNode {
  readonly kind: 'file' | 'folder' | 'link';
  readonly bytes: Uint8Array;
  readonly changedAt: Date;
}

const nothing = new Uint8Array();

/** A home folder in memory: for the page by the same rules as a real one, for the fake shell by simple ones. */
export class FakeFiles {
  readonly #nodes = new Map<string, FakeNode>([['.bashrc', file(Buffer.from('export EDITOR=nano\n'))]]);

  list(): FileList {
    const entries = [...this.#nodes].map(([path, { kind, bytes, changedAt }]): FileEntry => ({
      path,
      kind,
      bytes: bytes.length,
      changedAt,
    }));
    return {
      entries: entries.slice(0, fileLimits.entries),
      complete: entries.length <= fileLimits.entries,
    };
  }

  read(wanted: string): FileContent {
    const path = parseWorkspacePath(wanted);
    const bytes = this.#plainFile(path)?.bytes;
    if (bytes === undefined) throw noSuchFile(path);
    return { bytes, revision: revisionOf(bytes) };
  }

  write({ path: wanted, bytes, replaces }: WriteFile): string {
    const path = parseWorkspacePath(wanted);
    if (bytes.length > fileLimits.bytes) throw fileTooLarge(path);
    this.#refuseWay(path);
    if (replaces === undefined) {
      if (this.#nodes.has(path)) throw fileExists(path);
      this.#makeWay(path);
    } else {
      const present = this.#plainFile(path)?.bytes;
      if (present === undefined || revisionOf(present) !== replaces) throw fileChanged(path);
    }
    this.#nodes.set(path, file(bytes));
    return revisionOf(bytes);
  }

  rename(wantedFrom: string, wantedTo: string): void {
    const { from, to } = parseRenaming(wantedFrom, wantedTo);
    this.#refuseWay(from);
    this.#refuseWay(to);
    if (!this.#nodes.has(from)) throw noSuchFile(from);
    if (this.#nodes.has(to)) throw fileExists(to);
    this.#makeWay(to);
    for (const [path, node] of this.#below(from)) {
      this.#nodes.delete(path);
      this.#nodes.set(`${to}${path.slice(from.length)}`, node);
    }
  }

  remove(wanted: string): void {
    const path = parseWorkspacePath(wanted);
    this.#refuseWay(path);
    if (!this.#nodes.has(path)) throw noSuchFile(path);
    for (const [each] of this.#below(path)) this.#nodes.delete(each);
  }

  /** `cat`: absent when there is no such file. */
  textOf(path: string): string | undefined {
    const node = this.#nodes.get(path);
    return node?.kind === 'file' ? Buffer.from(node.bytes).toString('utf8') : undefined;
  }

  /** `echo … > path`: asks nobody, as shells do. Answers what the shell says. */
  overwrite(path: string, text: string): string {
    this.#makeWay(path);
    this.#nodes.set(path, file(Buffer.from(text)));
    return '';
  }

  /** `ln -s … path`. Answers what the shell says. */
  link(path: string): string {
    this.#nodes.set(path, { kind: 'link', bytes: nothing, changedAt: new Date() });
    return '';
  }

  /** `ls`. */
  names(): readonly string[] {
    return [...this.#nodes.keys()].filter((path) => !path.includes('/') && !path.startsWith('.')).sort();
  }

  #plainFile(path: string): FakeNode | undefined {
    this.#refuseWay(path);
    const node = this.#nodes.get(path);
    if (node?.kind === 'link') throw notAPlainFile(path, 'it is a link, or leads through one');
    if (node?.kind === 'folder') throw notAPlainFile(path, 'it is a folder');
    return node;
  }

  #refuseWay(path: string): void {
    for (const folder of foldersOf(path)) {
      const kind = this.#nodes.get(folder)?.kind;
      if (kind === 'link') throw notAPlainFile(path, 'it is a link, or leads through one');
      if (kind === 'file') throw notAPlainFile(path, 'it is no plain file, or leads through one');
    }
  }

  #makeWay(path: string): void {
    for (const folder of foldersOf(path)) {
      if (!this.#nodes.has(folder))
        this.#nodes.set(folder, { kind: 'folder', bytes: nothing, changedAt: new Date() });
    }
  }

  #below(path: string): readonly (readonly [string, FakeNode])[] {
    return [...this.#nodes].filter(([each]) => each === path || each.startsWith(`${path}/`));
  }
}

function file(bytes: Uint8Array): FakeNode {
  return { kind: 'file', bytes, changedAt: new Date() };
}

/** Every folder on the way to a path, the outermost first. */
function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
