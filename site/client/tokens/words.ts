import type { Catalogue } from '#site/languages/sentences.ts';
import { loadWords } from '../language/page-language.ts';

const files = import.meta.glob<Catalogue>(['../../languages/*/tokens.json', '!../../languages/en/*'], {
  import: 'default',
});

/** What this folder says, in the language of the page. */
export const { t, plural, parts } = await loadWords(files);
