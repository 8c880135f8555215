import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isShown, listLessons, readSnippetFolder, snippetsRoot } from './snippet-folder.ts';

const lessonsRoot = join(import.meta.dirname, '../../site/content/docs/lessons');
const pages = (await readdir(lessonsRoot)).filter((name) => name.endsWith('.mdx'));
const lessons = await Promise.all(
  pages.map(async (name) => ({ name, text: await readFile(join(lessonsRoot, name), 'utf8') })),
);
const folders = await Promise.all((await listLessons()).map(readSnippetFolder));
const files = folders.flatMap(({ lesson, files: names }) => names.map((name) => `${lesson}/${name}`));
const shown = lessons.flatMap(({ name, text }) =>
  [...text.matchAll(/<Snippet\s+file="([^"]+)"/g)].map(([, file = '']) => ({ name, file })),
);

describe('commands and manifests in lessons', () => {
  it.each(lessons)('$name shows them from files that are tested, not from blocks of its own', ({ text }) => {
    const fences = [...text.matchAll(/^\s*(?:```|~~~)[ \t]*(\w*)/gm)].map(([, language]) => language);
    const opening = fences.filter((_, index) => index % 2 === 0);
    expect(opening.filter((language) => language !== 'text')).toEqual([]);
  });

  it('are files that exist, and none that is hidden', () => {
    const wrong = shown.filter(({ file }) => !files.includes(file) || !isShown(file.split('/')[1] ?? ''));
    expect(wrong, 'each has to lie in site/snippets, and setup and cleanup are not shown').toEqual([]);
  });

  it('show every step somewhere; what only prepares one need not be shown', () => {
    const all = folders.flatMap(({ lesson, files: names }) =>
      names.filter((name) => isShown(name) && /^\d/.test(name)).map((name) => `${lesson}/${name}`),
    );
    const unseen = all.filter((file) => !shown.some((snippet) => snippet.file === file));
    expect(unseen, 'show it in a lesson, or remove it').toEqual([]);
  });

  it('are not empty', async () => {
    const texts = await Promise.all(files.map((file) => readFile(join(snippetsRoot, file), 'utf8')));
    expect(files.filter((_, index) => texts[index]?.trim() === '')).toEqual([]);
  });
});

describe('snippets', () => {
  it.each(folders)('of $lesson: every manifest is used by a script', async ({ path, files: names }) => {
    const scripts = names.filter((name) => name.endsWith('.sh'));
    const texts = await Promise.all(scripts.map((name) => readFile(join(path, name), 'utf8')));
    const others = names.filter((name) => !name.endsWith('.sh') && !name.endsWith('.expect'));
    const unused = others.filter((name) => !texts.some((text) => text.includes(name)));
    expect(unused, 'what no script applies has never been tried').toEqual([]);
  });

  it.each(folders)('of $lesson: what the set-up makes is taken back', ({ files: names }) => {
    if (names.includes('setup.sh')) expect(names).toContain('cleanup.sh');
    expect(names.length).toBeGreaterThan(0);
  });
});
