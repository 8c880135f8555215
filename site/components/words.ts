import { pageIn } from '#site/languages/languages.ts';
import { createWords, type Catalogue, type Words } from '#site/languages/sentences.ts';

const catalogues = import.meta.glob<Catalogue>(['../languages/*/pages.json', '!../languages/en/*'], {
  import: 'default',
  eager: true,
});

/** The words of the pages in a language, and where its pages are. */
export interface PageWords extends Words {
  readonly language: string;
  /** A page of this site in this language: `/labs/`, in German `/de/labs/`. */
  readonly href: (path: string) => string;
}

/** What Starlight says of a page. */
interface TextLocals {
  readonly starlightRoute: { readonly entryMeta: { readonly lang: string } };
}

/** For what belongs to the interface: in the language of the address. */
export function wordsOf(page: { readonly currentLocale?: string | undefined }): PageWords {
  return wordsIn(page.currentLocale ?? 'en');
}

/** For what belongs to the text of a page, which is English where the page is not translated. */
export function wordsOfText({ locals }: { readonly locals: TextLocals }): PageWords {
  return wordsIn(locals.starlightRoute.entryMeta.lang);
}

function wordsIn(language: string): PageWords {
  const catalogue = catalogues[`../languages/${language}/pages.json`] ?? {};
  return { language, ...createWords(language, catalogue), href: (path) => pageIn(language, path) };
}
