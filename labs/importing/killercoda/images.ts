import { realpathSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from './scenario-files.ts';

/** Images that a scenario's texts show, to be copied beside the page. */
export class Images {
  readonly #scenario: string;
  readonly #folder: string;
  readonly #wanted = new Map<string, string>();

  /** `folder`: the name of the folder beside the page. */
  constructor(scenario: string, folder: string) {
    this.#scenario = scenario;
    this.#folder = folder;
  }

  /** How the page names an image; undefined when it is not in the scenario. `/` begins at the scenario's folder. */
  urlOf(textFolder: string, image: string): string | undefined {
    const named = image.startsWith('/') ? image.slice(1) : path.join(textFolder, image);
    const source = this.#locate(path.join(this.#scenario, named));
    if (source === undefined) return undefined;
    const name = path.relative(realpathSync(this.#scenario), source).replaceAll(/[^\w.-]+/g, '-');
    this.#wanted.set(name, source);
    return `./${this.#folder}/${name}`;
  }

  /** Answers the files. */
  async copyBeside(page: string): Promise<readonly string[]> {
    const folder = path.join(path.dirname(page), this.#folder);
    if (this.#wanted.size > 0) await mkdir(folder, { recursive: true });
    for (const [name, source] of this.#wanted) await copyFile(source, path.join(folder, name));
    return [...this.#wanted.keys()].map((name) => path.join(folder, name));
  }

  #locate(file: string): string | undefined {
    try {
      const found = realpathSync(file);
      return isInside(realpathSync(this.#scenario), found) ? found : undefined;
    } catch {
      // There is no such file: the page says so in its report.
      return undefined;
    }
  }
}
