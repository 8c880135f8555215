import type { ITheme } from '@xterm/xterm';

const dark: ITheme = {
  background: '#0b110e',
  foreground: '#d5dfd7',
  cursor: '#a9bbff',
  cursorAccent: '#0b110e',
  selectionBackground: '#33488f',
  black: '#1c2722',
  red: '#ff938a',
  green: '#62d58e',
  yellow: '#f0bd57',
  blue: '#8ba3ff',
  magenta: '#d3a8ff',
  cyan: '#6fd3d6',
  white: '#d5dfd7',
  brightBlack: '#7f8f86',
  brightRed: '#ffb3ac',
  brightGreen: '#8ce8b0',
  brightYellow: '#ffd684',
  brightBlue: '#b4c4ff',
  brightMagenta: '#e3c8ff',
  brightCyan: '#9be7e9',
  brightWhite: '#f7faf6',
};

const light: ITheme = {
  background: '#fdfefb',
  foreground: '#1f2a25',
  cursor: '#2743c9',
  cursorAccent: '#fdfefb',
  selectionBackground: '#c3cffc',
  black: '#111a16',
  red: '#b3261e',
  green: '#11702f',
  yellow: '#7d5200',
  blue: '#2743c9',
  magenta: '#6b2fa8',
  cyan: '#00666b',
  white: '#55635c',
  brightBlack: '#55635c',
  brightRed: '#c43228',
  brightGreen: '#177a39',
  brightYellow: '#8a5c00',
  brightBlue: '#3a56dd',
  brightMagenta: '#7d40bd',
  brightCyan: '#00747a',
  brightWhite: '#111a16',
};

const search = {
  dark: {
    matchBackground: '#4a3a10',
    matchOverviewRuler: '#f0bd57',
    activeMatchBackground: '#8a6713',
    activeMatchColorOverviewRuler: '#ffd684',
  },
  light: {
    matchBackground: '#fbe4a4',
    matchOverviewRuler: '#7d5200',
    activeMatchBackground: '#f0bd57',
    activeMatchColorOverviewRuler: '#7d5200',
  },
};

export type SiteTheme = 'dark' | 'light';

export function siteTheme(): SiteTheme {
  return document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark';
}

export function terminalTheme(theme: SiteTheme): ITheme {
  return theme === 'light' ? light : dark;
}

export function searchColours(theme: SiteTheme): (typeof search)['dark'] {
  return search[theme];
}

/** Calls back whenever the reader switches the site between light and dark. */
export function followSiteTheme(listener: (theme: SiteTheme) => void): () => void {
  const observer = new MutationObserver(() => listener(siteTheme()));
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
