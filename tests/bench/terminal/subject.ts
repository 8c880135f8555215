import type { Screen } from './screen.ts';

/** One open terminal, with a shell that waits at `shellPrompt`. */
export interface BenchTerminal {
  type(text: string): void;
  close(): void;
}

/** A terminal server in a process of its own, with local shells behind it. */
export interface Subject extends AsyncDisposable {
  readonly name: string;
  /** Its memory is what counts; shells are children of it. */
  readonly pid: number;
  /** Opens one more terminal, which draws on this screen. Throws when it does not come up. */
  open(id: string, screen: Screen): Promise<BenchTerminal>;
}

/** What the shell prints when it waits for a line. */
export const shellPrompt = 'READY$ ';
export const startDeadlineMs = 240_000;
