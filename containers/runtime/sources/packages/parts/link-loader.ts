import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Links the dynamic loader into /lib64 again: Debian's own link is absolute, and such links are not unpacked. */
export async function linkLoader(root: string): Promise<void> {
  await mkdir(join(root, 'usr/lib64'), { recursive: true });
  for (const entry of await readdir(join(root, 'usr/lib'), { withFileTypes: true })) {
    if (!entry.name.endsWith('-linux-gnu')) continue;
    for (const name of await readdir(join(root, 'usr/lib', entry.name))) {
      if (name.startsWith('ld-linux'))
        await symlink(`../lib/${entry.name}/${name}`, join(root, 'usr/lib64', name));
    }
  }
}
