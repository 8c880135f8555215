import { join } from 'node:path';

/** Folder with the Dockerfile and files of one of our images. */
export function imageRecipe(name: 'node' | 'postgres' | 'server' | 'shop' | 'vault' | 'workspace'): string {
  return join(import.meta.dirname, '..', '..', 'images', name);
}
