import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Reads files that a scenario names, and nothing outside of it; collects what is wrong with the names. */
export class ScenarioFiles {
  readonly folder: string;
  readonly #complain: (problem: string) => void;

  constructor(folder: string, complain: (problem: string) => void) {
    this.folder = folder;
    this.#complain = complain;
  }

  /** The text of a file; empty, and complained about, when it can't be had. `key` is where `index.json` names it. */
  async read(name: string, key: string): Promise<string> {
    const found = await this.locate(name, key);
    if (found === undefined) return '';
    try {
      return (await readFile(found, 'utf8')).replaceAll('\r\n', '\n');
    } catch (error) {
      this.#complain(`${key} names ${name}, which can't be read (${messageOf(error)}).`);
      return '';
    }
  }

  /** Where a file really lies; undefined, and complained about, when there is none or it lies outside. */
  async locate(name: string, key: string): Promise<string | undefined> {
    if (!isInside(this.folder, path.resolve(this.folder, name))) {
      this.#outside(name, key);
      return undefined;
    }
    try {
      const [home, found] = await Promise.all([
        realpath(this.folder),
        realpath(path.join(this.folder, name)),
      ]);
      if (isInside(home, found)) return found;
      this.#outside(name, key);
    } catch {
      // Whatever the reason, the scenario can't be read as it is.
      this.#complain(`${key} names ${name}, and there is no such file in the scenario.`);
    }
    return undefined;
  }

  #outside(name: string, key: string): void {
    this.#complain(`${key} names ${name}, which lies outside of the scenario.`);
  }
}

/** Whether a file lies below a folder; both absolute. */
export function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
