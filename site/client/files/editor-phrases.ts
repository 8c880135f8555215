import { t } from './words.ts';

/** What CodeMirror says by itself, by its own words. */
export const editorPhrases: Readonly<Record<string, string>> = {
  Find: t('Find'),
  Replace: t('Replace'),
  next: t('next'),
  previous: t('previous'),
  all: t('all'),
  'match case': t('match case'),
  regexp: t('regexp'),
  'by word': t('by word'),
  replace: t('replace'),
  'replace all': t('replace all'),
  close: t('close'),
  'current match': t('current match'),
  'on line': t('on line'),
  'replaced $ matches': t('replaced $ matches'),
  'replaced match on line $': t('replaced match on line $'),
  'Go to line': t('Go to line'),
  go: t('go'),
  Completions: t('Completions'),
  Diagnostics: t('Diagnostics'),
  'No diagnostics': t('No diagnostics'),
};
