import { NodeFS } from '@electric-sql/pglite/nodefs';
import fs from 'node:fs';

/** What a file of Emscripten's is here: an open file of the machine's, or a folder, which it never opens. */
interface FileStream {
  readonly nfd?: number;
  readonly node: object;
}

interface MachineFiles {
  readonly stream_ops: { fsync?: (stream: FileStream) => number };
  /** Where it lies on this machine. */
  realPath(node: object): string;
}

/** EIO as WASI numbers it. PostgreSQL ends when it hears that: nothing that it wrote can be relied on then. */
const notWritten = 29;

/**
 * The files of an embedded database, which reach the disk when PostgreSQL asks for that. PGlite's own say that they did and
 * leave it to the machine, so that a power cut would take what the last half minute acknowledged.
 */
export class DurableFiles extends NodeFS {
  override async init(...[pglite, given]: Parameters<NodeFS['init']>) {
    const { emscriptenOpts } = await super.init(pglite, given);
    const letSync = ({ NODEFS: files }: { NODEFS?: unknown }): void => syncByMachine(files as MachineFiles);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), letSync] } };
  }
}

function syncByMachine(files: MachineFiles): void {
  files.stream_ops.fsync = ({ nfd, node }) => {
    try {
      if (nfd === undefined) syncFolder(files.realPath(node));
      else fs.fdatasyncSync(nfd);
      return 0;
    } catch {
      return notWritten;
    }
  };
}

function syncFolder(folder: string): void {
  const opened = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}
