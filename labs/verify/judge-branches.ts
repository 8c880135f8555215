import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';

/** One way through a `judge`, as it stands in the source, and the checks that may take it. */
export interface Branch {
  /** Path below the lab's folder. */
  readonly file: string;
  /** As written; a `${…}` in it stands for anything. */
  readonly branch: string;
  readonly checks: readonly string[];
}

interface Source {
  readonly path: string;
  /** Ids of the checks that are defined here. */
  readonly checks: readonly string[];
  readonly branches: readonly string[];
  readonly imports: readonly string[];
}

/**
 * Every branch in the sources of a lab. Read from the text, so that one nobody has ever reached is known too. A branch
 * belongs to the checks of its own file; in a file that defines none, to those that import it.
 */
export async function listBranches(
  labFolder: string,
  entries: readonly string[],
): Promise<readonly Branch[]> {
  const sources = await readSources(entries);
  return [...sources.values()].flatMap(({ path, branches }) =>
    branches.map((branch) => ({ file: relative(labFolder, path), branch, checks: checksOf(path, sources) })),
  );
}

/** Whether a recorded branch is this one. */
export function isBranch(written: string, recorded: string): boolean {
  const pattern = written.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[^a-zA-Z0-9-]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.+')}$`).test(recorded);
}

async function readSources(entries: readonly string[]): Promise<ReadonlyMap<string, Source>> {
  const sources = new Map<string, Source>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (sources.has(path)) continue;
    const source = readSource(path, await readFile(path, 'utf8'));
    sources.set(path, source);
    waiting.push(...source.imports);
  }
  return sources;
}

function readSource(path: string, text: string): Source {
  const all = (pattern: RegExp): readonly string[] =>
    [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);
  return {
    path,
    checks: text.includes('defineCheck') ? all(/^ +id: '([a-z0-9-]+)',$/gm) : [],
    branches: [...new Set(all(/\b(?:differs|settling)\(\s*['`]([^'`]+)['`]/g))],
    imports: all(/from '(\.{1,2}\/[^']+\.ts)'/g).map((name) => resolve(dirname(path), name)),
  };
}

function checksOf(path: string, sources: ReadonlyMap<string, Source>): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const waiting = [path];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const own = sources.get(at)?.checks ?? [];
    for (const check of own) found.add(check);
    if (own.length > 0) continue;
    for (const source of sources.values()) if (source.imports.includes(at)) waiting.push(source.path);
  }
  return [...found].sort();
}
