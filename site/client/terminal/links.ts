import { confirm } from '../ui/confirm.ts';
import { h } from '../ui/h.ts';
import { t } from './words.ts';

function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/**
 * Opens an address that a program printed, in a new tab that cannot reach back. The address is shown first:
 * what a terminal shows as link text need not be where it leads.
 */
export async function openLink(text: string): Promise<void> {
  const url = webAddress(text);
  if (url === undefined) return;
  const { yes } = await confirm({
    title: t('Open this address?'),
    body: [h('p', {}, t('A program in the terminal printed it.')), h('pre', { tabindex: 0 }, url.href)],
    yes: t('Open in a new tab'),
  });
  if (yes) window.open(url.href, '_blank', 'noopener,noreferrer');
}
