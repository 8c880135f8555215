import { announce } from '../ui/announce.ts';

/** Puts text onto the clipboard. Browsers refuse that without a secure origin, and in windows that nobody looks at. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    console.warn('kindlab: the browser keeps its clipboard to itself', error);
    announce('The browser did not let this be copied. Its own menu can: Copy.', 'assertive');
  }
}
