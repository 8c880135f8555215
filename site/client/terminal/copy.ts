import { announce } from '../ui/announce.ts';
import { t } from './words.ts';

/**
 * Puts text onto the clipboard, and answers whether it is there. Browsers refuse that without a secure origin, and in
 * windows that nobody looks at; then the reader is told.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    console.warn('kindlab: the browser keeps its clipboard to itself', error);
    announce(t('The browser did not let this be copied. Its own menu can: Copy.'), 'assertive');
    return false;
  }
}
