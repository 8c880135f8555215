/** The language that everything is written in first; its pages stand at the root. */
export const firstLanguage = 'en';

/** The other languages there are, each with its pages below `/<language>/` and its catalogues in a folder here. */
export const otherLanguages = ['de'] as const;

/** Every language there is. */
export type Language = typeof firstLanguage | (typeof otherLanguages)[number];

/** The language that a tag such as `de-AT` asks for; `undefined`: we do not have it. */
export function languageOfTag(tag: string): Language | undefined {
  const [language] = tag.toLowerCase().split(/[-_]/);
  return ([firstLanguage, ...otherLanguages] as const).find((each) => each === language);
}

/** A page of this site in a language: `/labs/` in German is `/de/labs/`. */
export function pageIn(language: string, path: string): string {
  const other = otherLanguages.find((each) => language === each || language.startsWith(`${each}-`));
  return other === undefined ? path : `/${other}${path}`;
}
