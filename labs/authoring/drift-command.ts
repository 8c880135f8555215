import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { inWords, jsonOption, type Said } from '#labs/say.ts';
import { comparePages } from './compare-pages.ts';
import type { AuthoringFolders } from './scaffold.ts';

export interface DriftCommandParts {
  readonly folders: AuthoringFolders;
  readonly print: (line: string) => void;
}

/** `labs drift [lab]`: where a translated page has other commands than the English one. Then the exit code is 1. */
export function driftCommand({ folders, print }: DriftCommandParts): Command {
  return new Command('drift')
    .description('what translated lab pages do differently: exercises, commands and components')
    .argument('[lab]', 'id of the lab; without it: all')
    .option(...jsonOption)
    .action(async (id: string | undefined, options: Said) => {
      const pages = await translatedPages(folders.pages);
      const asked = pages.filter(({ lab }) => id === undefined || lab === id);
      const differences = (
        await Promise.all(asked.map(({ original, translation }) => compareFiles(original, translation)))
      ).flat();
      const sum =
        differences.length === 0
          ? `${String(asked.length)} translated pages do what the English ones do.`
          : `${String(differences.length)} differences.`;
      print(inWords(options, { pages: asked, differences }, [...differences, sum].join('\n')));
      if (differences.length > 0) process.exitCode = 1;
    });
}

export interface TranslatedPage {
  readonly lab: string;
  readonly original: string;
  readonly translation: string;
}

/** Every translation of a lab page: `docs/<language>/labs/<lab>.mdx` of `docs/labs/<lab>.mdx`. */
export async function translatedPages(pages: string): Promise<readonly TranslatedPage[]> {
  const docs = dirname(pages);
  const labs = await namesIn(pages);
  const languages = (await readdir(docs, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const found = languages.map(async ({ name: language }) =>
    (await namesIn(join(docs, language, 'labs'))).flatMap((file) =>
      labs.includes(file)
        ? [
            {
              lab: basename(file, '.mdx'),
              original: join(pages, file),
              translation: join(docs, language, 'labs', file),
            },
          ]
        : [],
    ),
  );
  return (await Promise.all(found)).flat();
}

/** What two page files do differently. */
export async function compareFiles(original: string, translation: string): Promise<readonly string[]> {
  const [wanted, own] = await Promise.all([readFile(original, 'utf8'), readFile(translation, 'utf8')]);
  return comparePages({ name: original, text: wanted }, { name: translation, text: own });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.mdx'));
}
