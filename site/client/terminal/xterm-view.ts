import '../ui/styles-by-script.ts';
import { ClipboardAddon } from '@xterm/addon-clipboard';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { copyText } from './copy.ts';
import { leaveGpu, takeGpu } from './gpu.ts';
import { keyHandler } from './keys.ts';
import { openLink } from './links.ts';
import { mayPaste } from './paste.ts';
import { followSettings, terminalSettings } from './settings.ts';
import { followSiteTheme, siteTheme, terminalTheme } from './theme.ts';

const resizeQuietMs = 80;
const scrollbackLines = 5000;

export interface ViewOptions {
  readonly host: HTMLElement;
  readonly label: string;
  /** The size is somebody else's: the screen does not fill its box. */
  readonly fixedSize?: boolean;
  onInput(bytes: Uint8Array): void;
  onResize(): void;
  onSearch(): void;
  onFocus(): void;
}

function createTerminal(): Terminal {
  const { fontSize, screenReader } = terminalSettings();
  return new Terminal({
    allowProposedApi: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: "'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace",
    fontSize,
    lineHeight: 1.15,
    minimumContrastRatio: 4.5,
    scrollback: scrollbackLines,
    screenReaderMode: screenReader,
    theme: terminalTheme(siteTheme()),
    linkHandler: { activate: (_event, uri) => void openLink(uri) },
    windowOptions: {},
  });
}

/** A terminal on the screen: xterm with everything a learner needs, and nothing that a program could abuse. */
export class XtermView {
  readonly terminal = createTerminal();
  readonly search = new SearchAddon();
  readonly #options: ViewOptions;
  readonly #fit = new FitAddon();
  readonly #cleanups: (() => void)[] = [];
  #quiet: ReturnType<typeof setTimeout> | undefined;
  /** Set by the key bar: the next key is typed with Ctrl. */
  ctrlNext = false;

  constructor(options: ViewOptions) {
    this.#options = options;
    const { terminal } = this;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(this.search);
    terminal.loadAddon(new WebLinksAddon((_event, uri) => void openLink(uri)));
    const writeText = async (_kind: string, text: string): Promise<void> => {
      await copyText(text);
    };
    const clipboard = { readText: () => '', writeText };
    terminal.loadAddon(new ClipboardAddon(undefined, clipboard));
    // Asked before the addon, which would answer, if only with nothing: an answer is typed into the shell.
    terminal.parser.registerOscHandler(52, (data) => data.split(';')[1] === '?');
    terminal.open(options.host);
    terminal.textarea?.setAttribute('aria-label', options.label);
    terminal.textarea?.setAttribute('aria-describedby', 'terminal-way-out');
    this.#listen();
    this.fit();
  }

  /** Fills its box; while hidden it keeps its size. */
  fit(): void {
    if (this.#options.fixedSize === true) return;
    if (this.#options.host.clientHeight > 0) this.#fit.fit();
  }

  focus(): void {
    this.terminal.focus();
  }

  /** Text of the screen and what scrolled off it, as a learner sees it. */
  text(): string {
    const { active } = this.terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    );
    return lines.join('\n');
  }

  dispose(): void {
    clearTimeout(this.#quiet);
    for (const cleanup of this.#cleanups) cleanup();
    leaveGpu(this.terminal);
    this.terminal.dispose();
  }

  #listen(): void {
    const { terminal } = this;
    const { host } = this.#options;
    const encoder = new TextEncoder();
    terminal.onData((text) => this.#options.onInput(encoder.encode(this.#withCtrl(text))));
    terminal.onBinary((text) => this.#options.onInput(Uint8Array.from(text, (char) => char.charCodeAt(0))));
    terminal.onResize(() => this.#options.onResize());
    terminal.attachCustomKeyEventHandler(keyHandler(terminal, () => this.#options.onSearch()));
    const pasted = (event: ClipboardEvent): void => void this.#paste(event);
    host.addEventListener('paste', pasted, true);
    const focused = (): void => {
      takeGpu(terminal);
      this.#options.onFocus();
    };
    host.addEventListener('focusin', focused);
    const sizes = new ResizeObserver(() => {
      clearTimeout(this.#quiet);
      this.#quiet = setTimeout(() => this.fit(), resizeQuietMs);
    });
    sizes.observe(host);
    this.#cleanups.push(
      () => sizes.disconnect(),
      followSiteTheme((theme) => (terminal.options.theme = terminalTheme(theme))),
      this.#followSettings(),
    );
  }

  #followSettings(): () => void {
    return followSettings(({ fontSize, screenReader }) => {
      this.terminal.options.fontSize = fontSize;
      this.terminal.options.screenReaderMode = screenReader;
      this.fit();
    });
  }

  #withCtrl(text: string): string {
    if (!this.ctrlNext || text.length !== 1) return text;
    this.ctrlNext = false;
    return String.fromCharCode(text.toUpperCase().charCodeAt(0) & 0x1f);
  }

  async #paste(event: ClipboardEvent): Promise<void> {
    event.preventDefault();
    event.stopPropagation();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text !== '' && (await mayPaste(text))) this.terminal.paste(text);
    this.focus();
  }
}
