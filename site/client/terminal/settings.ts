import { recall, remember } from '../ui/remembered.ts';

export interface TerminalSettings {
  readonly fontSize: number;
  readonly screenReader: boolean;
}

const smallest = 10;
const largest = 26;
const usual = 13.5;
const listeners = new Set<(settings: TerminalSettings) => void>();

export function terminalSettings(): TerminalSettings {
  const size = Number(recall('terminal-font'));
  return {
    fontSize: size >= smallest && size <= largest ? size : usual,
    screenReader: recall('terminal-reader') === 'on',
  };
}

export function changeFontSize(by: number): number {
  const size = Math.min(largest, Math.max(smallest, terminalSettings().fontSize + by));
  remember('terminal-font', String(size));
  tell();
  return size;
}

export function toggleScreenReader(): boolean {
  const on = !terminalSettings().screenReader;
  remember('terminal-reader', on ? 'on' : 'off');
  tell();
  return on;
}

/** Calls back when the reader changes a setting, in any tab of this page. */
export function followSettings(listener: (settings: TerminalSettings) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener(terminalSettings());
}
