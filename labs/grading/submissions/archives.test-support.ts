import { buffer } from 'node:stream/consumers';
import { Header } from 'tar';
import { ZipFile } from 'yazl';

export interface TarEntry {
  readonly path: string;
  readonly content?: string | Buffer;
  readonly type?: 'BlockDevice' | 'Directory' | 'FIFO' | 'File' | 'Link' | 'SymbolicLink';
  readonly linkpath?: string;
  /** What the header claims, where it lies. */
  readonly size?: number;
}

/** An archive of exactly these entries, also of such as no honest program writes. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap(({ path: name, content = '', type = 'File', linkpath, size }) => {
    const bytes = Buffer.from(content);
    const header = new Header({
      path: name,
      type,
      mode: 0o644,
      size: size ?? bytes.length,
      mtime: new Date(0),
      ...(linkpath === undefined ? {} : { linkpath }),
    });
    header.encode();
    const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
    return [header.block ?? Buffer.alloc(0), bytes, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

export async function zipOf(
  entries: readonly { readonly path: string; readonly content: string | Buffer; readonly mode?: number }[],
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path: name, content, mode = 0o100644 } of entries)
    zip.addBuffer(Buffer.from(content), name, { mode });
  zip.end();
  return buffer(zip.outputStream);
}
