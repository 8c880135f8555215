import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a server is started from, beside packages; paths count from the folder of the project. */
export const appParts = [
  ...['package.json', 'checkers', 'containers', 'dist', 'docs/labs-report.json', 'labs'],
  ...['site/cli', 'site/languages', 'site/protocol', 'site/quizzes', 'site/server'],
] as const;

const codeFile = /\.(ts|mjs)$/;
const testFile = /\.test\.ts$/;
/** Facts that tests judge by, and what only building bundles needs. */
const leftOut = /^(labs\/.*\/facts|containers\/images|containers\/runtime\/sources\/packages\/programs)$/;
const imported = /(?:from|import)\s*\(?\s*'((?:@[^'/]+\/)?[^'#./][^'/]*)(?:\/[^']*)?'/g;

/** Copies the server's code, the labs and the built site. */
export async function copyApp(project: string, to: string): Promise<void> {
  const wanted = (file: string): boolean =>
    !testFile.test(file) && !leftOut.test(path.relative(project, file));
  for (const part of appParts) {
    await mkdir(path.dirname(path.join(to, part)), { recursive: true });
    await cp(path.join(project, part), path.join(to, part), { recursive: true, filter: wanted });
  }
}

/** Names of the packages that the server's code imports, of those that the project depends on. */
export async function importedPackages(project: string, dependencies: readonly string[]): Promise<string[]> {
  const known = new Set(dependencies);
  const found = new Set<string>();
  for (const part of appParts) {
    if (path.extname(part) !== '' || part === 'dist') continue;
    for (const file of await codeIn(path.join(project, part))) {
      for (const [, name = ''] of (await readFile(file, 'utf8')).matchAll(imported))
        if (known.has(name)) found.add(name);
    }
  }
  return [...found].toSorted();
}

async function codeIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && codeFile.test(entry.name) && !testFile.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
