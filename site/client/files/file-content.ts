import type { FileEntry } from '#site/protocol/files.ts';
import { dateLanguage } from '../language/page-language.ts';
import { t } from './words.ts';

/** Beyond this an editor in a page is no help. */
const mostEditableBytes = 512 * 1024;

/** How a file can be shown. */
export type Content =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'binary' | 'large' | 'link' | 'other' };

/** What can be said without reading it; `undefined`: it has to be read. */
export function contentBefore({ kind, bytes }: FileEntry): Content | undefined {
  if (kind === 'link' || kind === 'other') return { kind };
  return bytes > mostEditableBytes ? { kind: 'large' } : undefined;
}

/** Text, if these bytes are nothing but text. */
export function contentOf(bytes: Uint8Array): Content {
  if (bytes.length > mostEditableBytes) return { kind: 'large' };
  if (bytes.includes(0)) return { kind: 'binary' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    // Not UTF-8: an editor would destroy it.
    return { kind: 'binary' };
  }
}

/** Why a file is not shown as text, in a sentence. */
export const whyNotShown: Readonly<Record<Exclude<Content['kind'], 'text'>, string>> = {
  binary: t('This is a binary file, so it is not shown as text.'),
  large: t('This file is too large to be edited here.'),
  link: t('This is a link. Links are not followed here; use the terminal.'),
  other: t('This is no file that could be edited.'),
};

const tenths = new Intl.NumberFormat(dateLanguage, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
});

/** “812 B”, “4.2 KiB”, “1.0 MiB”. */
export function inBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${tenths.format(bytes / 1024)} KiB`;
  return `${tenths.format(bytes / 1024 ** 2)} MiB`;
}

/** The folder that a path lies in; empty: the home folder itself. */
export function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

export function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
