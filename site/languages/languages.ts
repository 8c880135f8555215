/** The language that everything is written in first; its pages stand at the root. */
export const firstLanguage = 'en';

/** The other languages there are, each with its pages below `/<language>/` and its catalogues in a folder here. */
export const otherLanguages = ['de'] as const;

/** A page of this site in a language: `/labs/` in German is `/de/labs/`. */
export function pageIn(language: string, path: string): string {
  const other = otherLanguages.find((each) => language === each || language.startsWith(`${each}-`));
  return other === undefined ? path : `/${other}${path}`;
}
