import type { Terminal } from '@xterm/xterm';
import { copyText } from './copy.ts';

function isCopy(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.shiftKey && event.code === 'KeyC';
}

/**
 * Keys that belong to the page and not to the shell. Escape and then Tab leaves the terminal: without a time
 * limit, and without a chord that an operating system may already own.
 */
export function keyHandler(terminal: Terminal, onSearch: () => void): (event: KeyboardEvent) => boolean {
  let escaped = false;
  return (event) => {
    if (event.type !== 'keydown') return true;
    if (event.key === 'Shift') return true;
    const leaving = event.key === 'Tab' && escaped;
    escaped = event.key === 'Escape';
    if (leaving) return false;
    if (isCopy(event)) {
      event.preventDefault();
      if (terminal.hasSelection()) void copyText(terminal.getSelection());
      return false;
    }
    if (event.ctrlKey && event.shiftKey && event.code === 'KeyV') return false;
    if (event.ctrlKey && event.shiftKey && event.code === 'KeyF') {
      event.preventDefault();
      onSearch();
      return false;
    }
    return true;
  };
}
