import { list } from 'tar';

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

const statusFile = /(^|\/)var\/lib\/dpkg\/status$/;

/** What dpkg knows to be installed in a root file system that is packed as a tar. */
export async function packagesIn(rootTar: string): Promise<readonly DebianPackage[]> {
  const chunks: Buffer[] = [];
  await list({
    file: rootTar,
    filter: (name) => statusFile.test(name),
    onReadEntry: (entry) => {
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
    },
  });
  return readStatus(Buffer.concat(chunks).toString('utf8'));
}

/** Installed packages in the text of a dpkg status file (https://manpages.debian.org/dpkg-query). */
export function readStatus(text: string): readonly DebianPackage[] {
  return text.split(/\n{2,}/).flatMap((stanza) => {
    const field = (name: string): string => new RegExp(`^${name}: (.+)$`, 'm').exec(stanza)?.[1] ?? '';
    if (!field('Status').endsWith(' installed')) return [];
    return [{ name: field('Package'), version: field('Version'), architecture: field('Architecture') }];
  });
}
