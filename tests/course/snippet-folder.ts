import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** All snippets of the course, a folder per lesson. */
export const snippetsRoot = join(import.meta.dirname, '../../site/snippets');

export interface SnippetScript {
  readonly file: string;
  /** Each has to match what the script prints. */
  readonly expects: readonly RegExp[];
}

/** One lesson's snippets, in the order in which they run. */
export interface SnippetFolder {
  readonly lesson: string;
  readonly path: string;
  /** Every file, by name. */
  readonly files: readonly string[];
  /** `setup.sh` where there is one, then the numbered scripts. */
  readonly scripts: readonly SnippetScript[];
  readonly cleanup: string | undefined;
}

const numbered = /^\d\d-[a-z0-9-]+\.sh$/;
const hidden = new Set(['setup.sh', 'cleanup.sh']);

/** Which files a lesson has to show: everything but preparation, tidying and what scripts have to print. */
export function isShown(file: string): boolean {
  return !hidden.has(file) && !file.endsWith('.expect');
}

export async function listLessons(): Promise<readonly string[]> {
  const entries = await readdir(snippetsRoot, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Throws for a script that would never run, by its number or by another script, and for an expectation without one. */
export async function readSnippetFolder(lesson: string): Promise<SnippetFolder> {
  const path = join(snippetsRoot, lesson);
  const files = (await readdir(path)).sort();
  const ordered = ['setup.sh', ...files.filter((file) => numbered.test(file))];
  const texts = new Map<string, string>();
  for (const file of files.filter((name) => name.endsWith('.sh')))
    texts.set(file, await readFile(join(path, file), 'utf8'));
  const isCalled = (file: string) => [...texts].some(([name, text]) => name !== file && text.includes(file));
  for (const file of files.filter((name) => /\.sh(\.expect)?$/.test(name) && name !== 'cleanup.sh')) {
    if (ordered.includes(file.replace(/\.expect$/, '')) || isCalled(file)) continue;
    throw new Error(
      `${lesson}/${file} would never be used: name scripts 10-what-it-does.sh, and what they print 10-what-it-does.sh.expect. A program without a number has to be called by a script.`,
    );
  }
  const scripts = ordered.filter((file) => files.includes(file));
  return {
    lesson,
    path,
    files,
    scripts: await Promise.all(
      scripts.map(async (file) => ({ file, expects: await readExpects(path, files, file) })),
    ),
    cleanup: files.find((file) => file === 'cleanup.sh'),
  };
}

async function readExpects(
  path: string,
  files: readonly string[],
  script: string,
): Promise<readonly RegExp[]> {
  const file = `${script}.expect`;
  if (!files.includes(file)) return [];
  const text = await readFile(join(path, file), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => new RegExp(line, 'm'));
}
