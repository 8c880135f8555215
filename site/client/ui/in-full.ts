import { dateLanguage } from '../language/page-language.ts';

/** A moment in whole words, as the language of the page writes it. */
export function inFull(time: string): string {
  return new Date(time).toLocaleString(dateLanguage, { dateStyle: 'full', timeStyle: 'short' });
}
