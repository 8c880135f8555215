import type { ITheme } from '@xterm/xterm';
import playerStyle from 'asciinema-player/dist/bundle/asciinema-player.css?url';
import { h } from '../ui/h.ts';
import { unreachable } from '../http/problem.ts';
import { siteTheme, terminalTheme } from './theme.ts';

const longestPauseSeconds = 2;

/** Puts a player for an asciicast into the element until aborted. The player is fetched only now: few ever need it. */
export async function playRecording(cast: string, stage: HTMLElement, signal: AbortSignal): Promise<void> {
  const [{ create }] = await Promise.all([import('asciinema-player'), addStyle()]);
  if (signal.aborted) return;
  paint(stage, terminalTheme(siteTheme()));
  const player = create({ data: cast }, stage, {
    controls: true,
    fit: 'both',
    idleTimeLimit: longestPauseSeconds,
    preload: true,
    poster: 'npt:0:01',
    theme: 'kindlab',
    terminalFontFamily: "'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace",
  });
  signal.addEventListener('abort', () => player.dispose(), { once: true });
}

/** A plain import would put the player's style into every page. */
function addStyle(): Promise<void> {
  if (document.querySelector('link[data-player]') !== null) return Promise.resolve();
  const link = h('link', { rel: 'stylesheet', href: playerStyle, 'data-player': true });
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(unreachable(playerStyle));
    });
    document.head.append(link);
  });
}

/** The player takes its colours from properties with these names. */
function paint(stage: HTMLElement, theme: ITheme): void {
  const plain = [theme.black, theme.red, theme.green, theme.yellow, theme.blue, theme.magenta, theme.cyan];
  const bright = [theme.brightRed, theme.brightGreen, theme.brightYellow, theme.brightBlue];
  const colours = [
    ...[...plain, theme.white, theme.brightBlack],
    ...[...bright, theme.brightMagenta, theme.brightCyan, theme.brightWhite],
  ];
  stage.style.setProperty('--term-color-foreground', theme.foreground ?? '');
  stage.style.setProperty('--term-color-background', theme.background ?? '');
  colours.forEach((colour, at) => stage.style.setProperty(`--term-color-${at}`, colour ?? ''));
}
