import { firstLanguage, pageIn } from '#site/languages/languages.ts';
import { createWords, type Catalogue, type Words } from '#site/languages/sentences.ts';

/** What `import.meta.glob` finds: catalogues by the path of their files, `…/<language>/<name>.json`. */
export type CatalogueFiles = Readonly<Record<string, () => Promise<Catalogue>>>;

/** The language of this page. */
export const language = typeof document === 'undefined' ? firstLanguage : document.documentElement.lang;

/** A page of this site in the language of this one. */
export function pageHref(path: string): string {
  return pageIn(language, path);
}

/** The page's own catalogues among `files`. English needs none, and one that does not arrive is said aloud. */
export async function loadCatalogues(files: CatalogueFiles): Promise<readonly Catalogue[]> {
  if (language === firstLanguage) return [];
  const own = Object.entries(files).filter(([path]) => path.split('/').some((part) => isOwn(part)));
  try {
    return await Promise.all(own.map(([, load]) => load()));
  } catch (error) {
    console.error('kindlab: the words of this language did not load', error);
    dispatchEvent(new Event('kl-incomplete'));
    return [];
  }
}

/** `/de/desk.json` and `/languages/de.json` are German. */
function isOwn(part: string): boolean {
  return part === language || part === `${language}.json`;
}

/** The words of one part of the interface in the language of this page. */
export async function loadWords(files: CatalogueFiles): Promise<Words> {
  return createWords(language, Object.assign({}, ...(await loadCatalogues(files))) as Catalogue);
}

/** For dates and numbers: English ones are written as in Britain, with the day first. */
export const dateLanguage = language === firstLanguage ? 'en-GB' : language;
