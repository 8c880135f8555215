import { confirm } from '../ui/confirm.ts';
import { h } from '../ui/h.ts';
import { recall, remember } from '../ui/remembered.ts';
import { t } from './words.ts';

const shownLines = 12;

/** Several lines can run several commands: asks before they reach the shell, unless told not to. */
export async function mayPaste(text: string): Promise<boolean> {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  if (lines.length < 2 || recall('paste-ask') === 'never') return true;
  const more =
    lines.length > shownLines ? `\n${t('… and {{count}} more', { count: lines.length - shownLines })}` : '';
  const { yes, remember: never } = await confirm({
    title: t('Paste {{count}} lines?', { count: lines.length }),
    body: [
      h('p', {}, t('Each line may run as a command.')),
      h('pre', { tabindex: 0 }, lines.slice(0, shownLines).join('\n') + more),
    ],
    yes: t('Paste'),
    remember: t('Don’t ask again in this browser'),
  });
  if (yes && never) remember('paste-ask', 'never');
  return yes;
}
