import { Header } from 'tar';

export interface TarFile {
  readonly path: string;
  readonly content: Buffer;
  readonly mode: number;
  readonly changedAt?: Date;
}

/** A tar of the root folder with one file of root's in it, as the engine takes it. */
export function tarOf({ path, content, mode, changedAt }: TarFile): Buffer {
  const size = content.length;
  const header = Buffer.alloc(512);
  const time = changedAt === undefined ? {} : { mtime: changedAt };
  new Header({ path, mode, size, type: 'File', uid: 0, gid: 0, ...time }).encode(header);
  return Buffer.concat([header, content, Buffer.alloc(((512 - (size % 512)) % 512) + 1024)]);
}
