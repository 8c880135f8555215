import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Catalog } from '../lab.ts';
import { inWords, jsonOption, type Said } from '#labs/say.ts';
import { lintBudget } from './lint-budget.ts';
import { lintExternalSecrets } from './lint-external-secrets.ts';
import { lintMessages } from './lint-messages.ts';
import { lintScripts } from './lint-scripts.ts';
import { lintTerms, type Page } from './lint-terms.ts';
import type { AuthoringFolders } from './scaffold.ts';

export interface LintCommandParts {
  readonly loadCatalog: () => Promise<Catalog>;
  readonly folders: AuthoringFolders;
  readonly print: (line: string) => void;
}

/** `labs lint [lab]`: what loads and yet teaches badly. The exit code is 3 when there is something. */
export function lintCommand({ loadCatalog, folders, print }: LintCommandParts): Command {
  return new Command('lint')
    .description(
      'rules for teaching: a budget, bounded scripts, one message a mistake, terms taught before they are used',
    )
    .argument('[lab]', 'id of the lab; without it: all')
    .option(...jsonOption)
    .action(async (id: string | undefined, options: Said) => {
      const catalog = await loadCatalog();
      const labs = id === undefined ? catalog.labs : [catalog.getLab(id)];
      const found = labs.map(async (lab) => [
        ...lintBudget(lab),
        ...(await lintScripts(join(folders.labs, lab.id))),
        ...(await lintMessages(lab)),
        ...lintExternalSecrets(lab, [
          ...(await readTexts(join(folders.labs, lab.id))),
          await readPage(folders, lab.id),
        ]),
      ]);
      const pages = await Promise.all(catalog.labs.map((lab) => readPage(folders, lab.id)));
      const terms = lintTerms(pages.toSorted((a, b) => orderOf(a) - orderOf(b)));
      const problems = [...(await Promise.all(found)).flat(), ...terms];
      const sum =
        problems.length === 0 ? 'Nothing to complain about.' : `${String(problems.length)} to mend.`;
      print(inWords(options, { problems }, [...problems, sum].join('\n')));
      if (problems.length > 0) process.exitCode = 3;
    });
}

/** What a lab says and does, without what was recorded of it. */
async function readTexts(labFolder: string): Promise<readonly Page[]> {
  const entries = await readdir(labFolder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const spoken = names.filter((name) => /\.(json|sh|ts|yaml)$/.test(name) && !name.includes('/facts/'));
  return Promise.all(spoken.map(async (name) => ({ name, text: await readFile(name, 'utf8') })));
}

async function readPage({ pages }: AuthoringFolders, lab: string): Promise<Page> {
  const name = join(pages, `${lab}.mdx`);
  return { name, text: await readFile(name, 'utf8') };
}

function orderOf({ text }: Page): number {
  return Number(/^ +order: (\d+)$/m.exec(text)?.[1] ?? 99);
}
