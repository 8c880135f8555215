import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const doneFile = '.done.json';

/**
 * Results of steps on disk. A result appears under its name by one rename, so a kill, a full disk or a crash
 * leaves either the whole of it or nothing.
 */
export class StepStore {
  readonly #root: string;

  constructor(cacheDir: string) {
    this.#root = cacheDir;
  }

  /** Where the result of a step is, or will be. */
  path(id: string, key: string): string {
    return join(this.#root, 'steps', `${id}-${key}`);
  }

  async has(id: string, key: string): Promise<boolean> {
    return readFile(join(this.path(id, key), doneFile)).then(
      () => true,
      () => false,
    );
  }

  /** Fresh, empty folder for a result in the making. */
  async begin(id: string, key: string): Promise<{ out: string; scratch: string }> {
    const out = join(this.#root, 'tmp', `${id}-${key}`);
    const scratch = join(this.#root, 'scratch', id);
    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    await mkdir(scratch, { recursive: true });
    return { out, scratch };
  }

  /** Makes what is in the folder the step's result. */
  async finish(id: string, key: string, note: { readonly tookMs: number }): Promise<string> {
    const from = join(this.#root, 'tmp', `${id}-${key}`);
    const to = this.path(id, key);
    await writeFile(join(from, doneFile), JSON.stringify({ ...note, at: new Date().toISOString() }));
    await mkdir(join(this.#root, 'steps'), { recursive: true });
    await rm(to, { recursive: true, force: true });
    await rename(from, to);
    await rm(join(this.#root, 'scratch', id), { recursive: true, force: true });
    return to;
  }

  async forget(id: string, key: string): Promise<void> {
    await rm(this.path(id, key), { recursive: true, force: true });
  }

  /** Removes half-made results of runs that died. Only for the holder of the cache's lock. */
  async sweep(): Promise<void> {
    await rm(join(this.#root, 'tmp'), { recursive: true, force: true });
  }

  /** Removes finished results that no bundle needs any more. Only for the holder of the cache's lock. */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    const folder = join(this.#root, 'steps');
    for (const name of await readdir(folder).catch(() => [])) {
      if (!names.has(name)) await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}
