import type { OwnWords } from '../language/own-words.ts';
import { h } from './h.ts';
import { t } from './words.ts';

/** Says that some of what a page shows is in English, where that is so; nothing otherwise. */
export function englishNote({ leftEnglish }: OwnWords): readonly HTMLElement[] {
  if (!leftEnglish) return [];
  const words = t('Labs and quizzes that nobody has translated yet stand here in English.');
  return [h('p', { class: 'kl-english' }, words)];
}
